import Pages
import Web

/// The files that pages need, from within the executable: nothing comes from elsewhere.
enum Assets {
    static var routes: [Route] {
        [
            route("style.css", "text/css; charset=utf-8", StyleSheet.text),
            route("live.js", "text/javascript; charset=utf-8", Scripts.live),
            route("tail.js", "text/javascript; charset=utf-8", Scripts.tail),
            route("letters.js", "text/javascript; charset=utf-8", Scripts.letters),
            route("icon.svg", "image/svg+xml", icon),
            // Browsers ask for it whatever the page says.
            Route(.get, "/favicon.ico") { _ in Site.redirect(to: "/assets/icon.svg") },
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

    private static let icon = """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0f5f73"/>
        <path d="M7 20h8l3-11 3 16 2-5h3" fill="none" stroke="#fff" stroke-width="2.6" stroke-linejoin="round" \
        stroke-linecap="round"/></svg>
        """
}
