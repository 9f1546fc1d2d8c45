// Says that somebody looks at the invitation: programs that only follow the link in a mail run no script.
const form = document.querySelector("form[data-opened]");
if (form) {
  const token = new URLSearchParams(location.search).get("token");
  const said = new FormData();
  said.set("__RequestVerificationToken", form.querySelector("input[name=__RequestVerificationToken]").value);
  said.set("token", token ?? "");
  fetch(form.dataset.opened, { method: "POST", body: new URLSearchParams(said) }).catch(() => {});
}
