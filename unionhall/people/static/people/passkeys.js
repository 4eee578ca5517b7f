// Asks the browser for a passkey when the button is pressed, and sends its answer with the form.
(function () {
  "use strict";
  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    var button = form.querySelector("[data-passkey-button]");
    var said = form.querySelector("[data-passkey-said]");
    var question = JSON.parse(document.getElementById("passkey-question").textContent);
    if (!window.PublicKeyCredential || !window.webauthnJSON) {
      said.textContent = form.dataset.saidNone;
      return;
    }
    button.disabled = false;
    button.addEventListener("click", function () {
      said.textContent = "";
      button.disabled = true;
      var asked = form.dataset.passkey === "create"
        ? window.webauthnJSON.create(question.creation_options)
        : window.webauthnJSON.get(question.request_options);
      asked.then(function (answer) {
        form.elements.credential.value = JSON.stringify(answer);
        form.submit();
      }).catch(function () {
        button.disabled = false;
        said.textContent = form.dataset.saidFailed;
      });
    });
  });
})();
