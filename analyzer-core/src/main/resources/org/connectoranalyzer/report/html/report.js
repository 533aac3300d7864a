(function () {
  "use strict";

  function select(element) {
    var range = document.createRange();
    range.selectNodeContents(element);
    var selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }

  document.querySelectorAll(".copy").forEach(function (block) {
    var source = block.querySelector("code, blockquote");
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = document.body.dataset.copy;
    button.setAttribute("aria-live", "polite");
    block.append(button);
    function done() {
      button.textContent = document.body.dataset.copied;
      setTimeout(function () { button.textContent = document.body.dataset.copy; }, 2000);
    }
    // Where the browser gives no clipboard, what is selected is copied, or at least selected.
    function fallBack() {
      select(source);
      if (document.execCommand("copy")) { done(); }
    }
    button.addEventListener("click", function () {
      if (navigator.clipboard) {
        navigator.clipboard.writeText(source.textContent).then(done, fallBack);
      } else {
        fallBack();
      }
    });
  });

  document.querySelectorAll(".filter").forEach(function (filter) {
    var capture = filter.closest(".capture");
    filter.hidden = false;
    filter.querySelectorAll("button").forEach(function (button) {
      button.addEventListener("click", function () {
        var shown = button.getAttribute("aria-pressed") !== "true";
        button.setAttribute("aria-pressed", String(shown));
        capture.querySelectorAll("[data-severity=" + button.dataset.severity + "]").forEach(function (item) {
          if (item !== button) { item.hidden = !shown; }
        });
      });
    });
  });
})();
