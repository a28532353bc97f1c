internal import Seals
internal import Synchronization
public import Web

/// The sessions of a page's readers, in memory: who restarts the program logs everybody out.
public final class Sessions: Sendable {
    public struct Session: Sendable, Hashable {
        /// Nil before a login, or where the office has no accounts.
        public let officer: String?
        /// Stands in every form, and must come back with it.
        public let token: String
    }

    private struct Entry: Sendable {
        var session: Session
        var seenMs: Int64
        let begunMs: Int64
    }

    private struct State {
        /// By digest of the cookie: what lies in memory opens no door.
        var entries: [SHA256Digest: Entry] = [:]
        var failures: [String: (count: Int, untilMs: Int64)] = [:]
    }

    public static let cookie = "duixian"
    /// Cookies do not tell the ports of a machine apart: pages that may stand beside others there have a name each.
    private let name: String
    private static let idleMs: Int64 = 30 * 60_000
    private static let longestMs: Int64 = 12 * 3_600_000
    /// Sessions without a login are cheap to ask for: the oldest make room.
    private static let most = 10_000
    private static let freeFailures = 5

    private let state = Mutex(State())
    private let now: @Sendable () -> Int64

    /// - Parameters:
    ///   - cookie: its name.
    ///   - now: milliseconds since some moment, never running back.
    public init(cookie: String = Sessions.cookie, now: @escaping @Sendable () -> Int64) {
        name = cookie
        self.now = now
    }

    /// The session that a request belongs to.
    public func find(_ request: Request) -> Session? {
        guard let cookie = Cookies(request)[name], cookie.utf8.count == 64 else { return nil }
        let time = now()
        return state.withLock { state in
            let key = SHA256.digest(of: Array(cookie.utf8))
            guard var entry = state.entries[key] else { return nil }
            guard time - entry.seenMs < Self.idleMs, time - entry.begunMs < Self.longestMs else {
                state.entries[key] = nil
                return nil
            }
            entry.seenMs = time
            state.entries[key] = entry
            return entry.session
        }
    }

    /// Begins a session, and gives the header that sets its cookie.
    public func begin(officer: String?) -> (session: Session, header: Response.Header) {
        let cookie = RandomToken.make()
        let session = Session(officer: officer, token: RandomToken.make())
        let time = now()
        state.withLock { state in
            if state.entries.count >= Self.most {
                let oldest = state.entries.min { $0.value.seenMs < $1.value.seenMs }
                if let oldest { state.entries[oldest.key] = nil }
            }
            let entry = Entry(session: session, seenMs: time, begunMs: time)
            state.entries[SHA256.digest(of: Array(cookie.utf8))] = entry
        }
        let header = Response.Header(
            "Set-Cookie", "\(name)=\(cookie); Path=/; HttpOnly; Secure; SameSite=Strict")
        return (session, header)
    }

    public func end(_ request: Request) {
        guard let cookie = Cookies(request)[name] else { return }
        state.withLock { $0.entries[SHA256.digest(of: Array(cookie.utf8))] = nil }
    }

    // MARK: Failed logins

    /// How many seconds a name must wait before it may try again; nil when it may. Five failures are free, each further
    /// one doubles the wait, up to a quarter of an hour.
    public func wait(for name: String) -> Int? {
        let time = now()
        return state.withLock { state in
            guard let known = state.failures[name], known.untilMs > time else { return nil }
            return Int((known.untilMs - time + 999) / 1_000)
        }
    }

    public func note(failure name: String) {
        let time = now()
        state.withLock { state in
            if state.failures.count > 1_000 { state.failures = state.failures.filter { $0.value.untilMs > time } }
            let count = (state.failures[name]?.count ?? 0) + 1
            let doublings = min(max(0, count - Self.freeFailures), 10)
            let waitMs: Int64 = count < Self.freeFailures ? 0 : min(1_000 << Int64(doublings), 900_000)
            state.failures[name] = (count, time + waitMs)
        }
    }

    public func note(success name: String) { state.withLock { $0.failures[name] = nil } }
}
