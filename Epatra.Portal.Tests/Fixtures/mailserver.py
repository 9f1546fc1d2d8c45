"""A real SMTP server (Debian's python3-aiosmtpd) that does what a test says, or the reader of one message (--parse FILE).

Orders come in by lines: accept, refuse-4, refuse-5, hold, hold-after
(each until release), drop, drop-after, away. What happens goes out as lines of JSON.
"""
import argparse, asyncio, email, email.policy, json, ssl, sys

from aiosmtpd.smtp import SMTP, AuthResult

mode = "accept"
changed = asyncio.Event()


def tell(what, **more):
    print(json.dumps({"what": what, **more}), flush=True)


def parsed(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    parts = [p for p in message.walk() if not p.is_multipart()]
    return {
        "headers": [[name, str(value)] for name, value in message.items()],
        "kind": message.get_content_type(),
        "parts": [{"kind": p.get_content_type(), "charset": p.get_content_charset(), "text": p.get_content()} for p in parts],
        "defects": [str(d) for p in message.walk() for d in p.defects],
        "raw": raw.decode("utf-8"),
    }


class Handler:
    async def handle_DATA(self, server, session, envelope):
        global mode
        tell("asked", subject=email.message_from_bytes(envelope.content, policy=email.policy.default)["Subject"])
        took = mode
        if mode in ("hold", "hold-after"):
            if mode == "hold-after":
                self.take(session, envelope)
            while mode != "release":
                await changed.wait()
            if took == "hold-after" or server.transport is None or server.transport.is_closing():
                return "250 OK"  # it has the message, or whoever sent it is gone
        if mode == "drop":
            server.transport.abort()
            return "421 gone"
        if mode == "refuse-4":
            return f"451 4.3.0 <{envelope.rcpt_tos[0]}> come back later"
        if mode == "refuse-5":
            return f"550 5.1.1 <{envelope.rcpt_tos[0]}> is not known here"
        self.take(session, envelope)
        if mode == "drop-after":
            server.push = lambda status: answer_and_go(server, status)
        return "250 OK"

    async def auth_login(self, server, args):
        """.NET writes it so, and this server, unlike others, minds capitals."""
        return await server.auth_LOGIN(server, args)

    def take(self, session, envelope):
        login = session.auth_data.decode() if session.authenticated else None
        tell("mail", sender=envelope.mail_from, to=envelope.rcpt_tos, tls=session.ssl is not None, login=login, **parsed(envelope.content))


async def answer_and_go(server, status):
    server._writer.write(f"{status}\r\n".encode())
    await server._writer.drain()
    server.transport.close()


def authenticator(login):
    def check(server, session, envelope, mechanism, data):
        given = f"{data.login.decode()}:{data.password.decode()}"
        return AuthResult(success=given == login, handled=given == login, auth_data=data.login)

    return check


async def serve(options):
    global mode, changed
    more = {"timeout": 3600, "enable_SMTPUTF8": True}
    if options.certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate)
        more.update(tls_context=context, require_starttls=True)
    if options.login:
        more.update(authenticator=authenticator(options.login), auth_required=True, auth_require_tls=bool(options.certificate))
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    port, server = 0, None
    while True:
        if mode == "away":
            server.close()
            server = None
        elif server is None:
            server = await loop.create_server(lambda: SMTP(Handler(), **more), "127.0.0.1", port)
            port = server.sockets[0].getsockname()[1]
        tell("mode", port=port)
        if not (line := await reader.readline()):
            return
        mode = line.decode().strip()
        changed.set()
        changed.clear()


parser = argparse.ArgumentParser()
parser.add_argument("--parse")
parser.add_argument("--certificate", help="PEM file with the key")
parser.add_argument("--login", help="user:password")
options = parser.parse_args()
if options.parse:
    with open(options.parse, "rb") as file:
        print(json.dumps(parsed(file.read())))
else:
    asyncio.run(serve(options))
