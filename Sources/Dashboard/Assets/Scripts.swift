/// The scripts: small modules, without any library.
enum Scripts {
    /// Keeps the live parts of a page fresh: one event a picture, and the same page fetched again.
    static let live = #"""
        const started = performance.now();
        let fetching = false;
        let again = false;

        function keepsFocus(part) {
          const focused = document.activeElement;
          if (focused && part.contains(focused) && /^(INPUT|SELECT|TEXTAREA)$/.test(focused.tagName)) return true;
          const selection = document.getSelection();
          return selection && !selection.isCollapsed && part.contains(selection.anchorNode);
        }

        function swap(part, fresh) {
          if (part.innerHTML === fresh.innerHTML && part.className === fresh.className) return;
          if (keepsFocus(part)) return;
          const key = part.contains(document.activeElement) ? document.activeElement.dataset.key : null;
          const open = [...part.querySelectorAll("details")].map((one) => one.open);
          const scrolled = [...part.querySelectorAll(".scroll")].map((one) => one.scrollLeft);
          part.className = fresh.className;
          part.replaceChildren(...fresh.childNodes);
          part.querySelectorAll("details").forEach((one, index) => { one.open = open[index] || false; });
          part.querySelectorAll(".scroll").forEach((one, index) => { one.scrollLeft = scrolled[index] || 0; });
          if (key) part.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
        }

        async function refresh() {
          if (fetching) { again = true; return; }
          fetching = true;
          try {
            if (location.pathname === "/login" || !document.querySelector("[data-live]")) return;
            const method = document.body.dataset.method;
            if (method === "post") return;
            const answer = await fetch(location.href, { headers: { Accept: "text/html" }, redirect: "error" });
            if (!answer.ok) return;
            const page = new DOMParser().parseFromString(await answer.text(), "text/html");
            for (const part of document.querySelectorAll("[data-live]")) {
              const fresh = page.getElementById(part.id);
              if (fresh) swap(part, fresh);
            }
            aged = performance.now();
          } catch { /* The next picture asks again. */ } finally {
            fetching = false;
            if (again) { again = false; refresh(); }
          }
        }

        let aged = started;
        setInterval(() => {
          const age = document.querySelector("[data-age]");
          if (!age) return;
          const seconds = Number(age.dataset.age) + Math.floor((performance.now() - aged) / 1000);
          age.textContent = String(seconds);
          age.closest(".age").classList.toggle("old", seconds > 10);
        }, 1000);

        if (document.querySelector("nav [aria-current]")) {
          const source = new EventSource("/events");
          source.addEventListener("picture", () => {
            document.body.classList.remove("lost");
            if (!document.hidden) refresh();
          });
          source.onerror = () => document.body.classList.add("lost");
          document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
          addEventListener("pagehide", () => source.close());
        }
        """#

    /// The live tail: at most so many lines stay on the page.
    static let tail = #"""
        const kept = 500;
        const form = document.getElementById("tail");
        const list = document.getElementById("records");
        const counts = document.getElementById("counts");
        const trouble = document.getElementById("trouble");
        const download = document.getElementById("export");
        let source = null;
        let waiting = [];

        function say(text) { trouble.textContent = text; trouble.hidden = !text; }

        function stop() {
          if (source) source.close();
          source = null;
          form.elements.halt.disabled = true;
        }

        function draw() {
          if (!waiting.length) return;
          const below = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
          const lines = waiting.slice(-kept).map((text) => {
            const record = JSON.parse(text);
            const line = document.createElement("li");
            const place = document.createElement("b");
            place.textContent = `${record.time} [${record.partition}]@${record.offset} ${record.type || ""}`;
            const shown = record.hidden ? record.hidden : JSON.stringify(record.payload);
            line.append(place, `${record.key ?? ""} ${shown}`);
            return line;
          });
          waiting = [];
          list.append(...lines);
          while (list.childElementCount > kept) list.firstElementChild.remove();
          if (below) list.scrollTop = list.scrollHeight;
        }
        setInterval(draw, 200);

        form.addEventListener("submit", async (event) => {
          event.preventDefault();
          stop();
          say("");
          list.replaceChildren();
          waiting = [];
          const question = new URLSearchParams({
            topic: form.dataset.topic, from: form.elements.from.value.trim(),
            partition: form.elements.partition.value, where: form.elements.where.value.trim(),
          });
          const url = `/tail?${question}`;
          source = new EventSource(url);
          form.elements.halt.disabled = false;
          source.addEventListener("record", (record) => { waiting.push(record.data); });
          source.addEventListener("counts", (record) => {
            const numbers = JSON.parse(record.data);
            counts.textContent = counts.dataset.words.replace(/\{(\w+)\}/g, (_, name) => numbers[name].toLocaleString());
          });
          source.addEventListener("failed", (record) => { say(record.data); stop(); });
          source.onerror = async () => {
            if (!source || source.readyState !== EventSource.CLOSED) { stop(); return; }
            stop();
            // An event source does not say why it was refused.
            const answer = await fetch(url);
            if (!answer.ok) say((await answer.json()).detail);
            else answer.body?.cancel();
          };
        });
        form.elements.halt.addEventListener("click", stop);
        addEventListener("pagehide", stop);
        download.addEventListener("submit", () => {
          for (const name of ["from", "partition", "where"]) {
            download.elements[name].value = form.elements[name].value.trim() || (name === "from" ? "start" : "");
          }
        });
        """#

    /// All letters of the page at once.
    static let letters = #"""
        const all = document.getElementById("all");
        const boxes = () => [...document.querySelectorAll("input[name=letter][type=checkbox]")];
        all?.addEventListener("change", () => { for (const box of boxes()) box.checked = all.checked; });
        document.getElementById("letters")?.addEventListener("change", (event) => {
          if (event.target.name === "letter") all.checked = boxes().every((box) => box.checked);
        });
        """#
}
