import Pages
import Web

/// The files that the form's pages need, from within the executable: nothing comes from elsewhere.
enum FormAssets {
    static var routes: [Route] {
        [
            route("form.css", "text/css; charset=utf-8", FormStyle.text),
            route("form.js", "text/javascript; charset=utf-8", script),
            route("icon.svg", "image/svg+xml", icon),
            // Browsers ask for it whatever the page says.
            Route(.get, "/favicon.ico") { _ in FormSite.redirect(to: "/assets/icon.svg") },
        ]
    }

    private static func route(_ name: String, _ mediaType: String, _ text: String) -> Route {
        let body = Array(text.utf8)
        return Route(.get, "/assets/\(name)") { _ in
            var response = Response(mediaType: mediaType, body: body)
            response.headers += Guard.headers + [Response.Header("Cache-Control", "no-cache")]
            return response
        }
    }

    /// The pages work without it. It asks the server what the clause says while somebody types, says beforehand that
    /// files are too large, and prints.
    private static let script = #"""
        const claim = document.getElementById("claim");
        let waiting = null;
        let asking = null;

        async function preview() {
          asking?.abort();
          asking = new AbortController();
          const entries = new FormData(claim);
          entries.delete("files");
          try {
            const answer = await fetch(claim.dataset.preview, { method: "POST", body: entries, signal: asking.signal });
            if (!answer.ok) return;
            const page = new DOMParser().parseFromString(await answer.text(), "text/html");
            for (const id of ["preview-amount", "preview-rest"]) {
              const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
              if (fresh && old.innerHTML !== fresh.innerHTML) old.replaceChildren(...fresh.childNodes);
            }
          } catch { /* The next key asks again. */ }
        }

        claim?.addEventListener("input", (event) => {
          if (event.target.type === "file") return;
          // What is typed anew is not wrong before the server says so.
          const field = event.target.closest(".wrong");
          field?.classList.remove("wrong");
          field?.querySelector(".error")?.replaceChildren();
          event.target.removeAttribute("aria-invalid");
          clearTimeout(waiting);
          waiting = setTimeout(preview, 300);
        });

        // Too large a body would be refused without the page.
        for (const input of document.querySelectorAll("input[type=file]")) {
          const form = input.form;
          const check = () => {
            const size = [...input.files].reduce((sum, file) => sum + file.size, 0);
            const isTooLarge = size > Number(form.dataset.most);
            document.getElementById("file-note").textContent = isTooLarge ? form.dataset.tooLarge : "";
            return !isTooLarge;
          };
          input.addEventListener("change", check);
          form.addEventListener("submit", (event) => { if (!check()) { event.preventDefault(); input.focus(); } });
        }

        const print = document.getElementById("print");
        if (print) {
          print.hidden = false;
          print.addEventListener("click", () => window.print());
        }
        """#

    private static let icon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0f5f73"/>
        <path d="M9 9h14M9 16h14M9 23h8" fill="none" stroke="#fff" stroke-width="2.6" stroke-linecap="round"/></svg>
        """
}
