internal import Seals
public import Web

/// What every page's answer carries, and what every change of something must bring.
public enum Guard {
    /// Nothing from elsewhere, no script or style but our files.
    public static let headers = [
        Response.Header(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
        Response.Header("X-Content-Type-Options", "nosniff"),
        Response.Header("Referrer-Policy", "same-origin"),
        Response.Header("Cross-Origin-Opener-Policy", "same-origin"),
        Response.Header("Cross-Origin-Resource-Policy", "same-origin"),
    ]

    /// The name of the form's field that holds the session's token.
    public static let field = "csrf"

    /// Refuses a form that was not sent from a page of the same session.
    public static func check(_ form: FormFields, _ request: Request, of session: Sessions.Session) throws(Problem) {
        try check(token: form[field], request, of: session)
    }

    /// The same where the token was read from another kind of form.
    public static func check(token: String?, _ request: Request, of session: Sessions.Session) throws(Problem) {
        // Browsers say where a form comes from; what is no browser need not.
        if let site = request.headers["sec-fetch-site"], site != "same-origin", site != "none" { throw foreign }
        guard let token, RandomToken.areEqual(token, session.token) else { throw foreign }
    }

    /// Refuses a form whose page was loaded from another host or port than it is sent to (RFC 6454, 7); a server in
    /// front of this one must pass `Host` on as it came.
    public static func checkOrigin(_ request: Request) throws(Problem) {
        guard let origin = request.headers["origin"] else { return }
        let host = request.headers["host"] ?? ""
        guard !host.isEmpty, origin == "http://\(host)" || origin == "https://\(host)" else { throw foreign }
    }

    private static let foreign = Problem(
        status: 403, detail: "This form was not sent from an open page of this session: load the page again.")

    /// Refuses requests under another name than this machine's, where the page is for this machine alone: a page from
    /// elsewhere could otherwise be given our address (DNS rebinding).
    public static func checkLoopback(_ request: Request) throws(Problem) {
        let host = request.headers["host"] ?? ""
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" }.dropFirst() : host.prefix { $0 != ":" }
        // Two Host headers would be joined by a comma.
        guard ["127.0.0.1", "localhost", "::1"].contains(String(name)), !host.contains(",") else {
            throw Problem(status: 421, detail: "This page answers only under 127.0.0.1 or localhost.")
        }
    }
}
