import Agent
import Awards
import Commands
import Glibc
import Log
import Pages
import Storage

/// Where an intake keeps its things, as its configuration says.
struct IntakePlace {
    static let settings = [
        AgentSetting(
            "outbox", "FILE", "the county's own log of claims (in the state folder, if it is not given)",
            environment: "DUIXIAN_OUTBOX"),
        AgentSetting(
            "evidence", "FOLDER", "where evidence is kept (in the state folder, if it is not given)",
            environment: "DUIXIAN_EVIDENCE"),
        AgentSetting(
            "listen", "HOST:PORT", "where the HTTP API and the form's pages answer; without it run has none",
            environment: "DUIXIAN_LISTEN"),
        AgentSetting(
            "accounts", "FILE", "who may log in to the form's pages; without it they answer only this machine",
            environment: "DUIXIAN_ACCOUNTS"),
        AgentSetting(
            "rounds", "WORD", "“needed” takes claims only while a round is open, “ignored” always: for trials",
            environment: "DUIXIAN_ROUNDS"),
        AgentSetting(
            "complete", "WORD",
            "“itself” says of a round that all is there once the clock is past its deadline, “asked” leaves that to "
                + "intake complete",
            environment: "DUIXIAN_COMPLETE"),
    ]

    let configuration: AgentConfiguration
    let offices: Offices
    let outbox: String
    let evidence: String
    let listen: HostPort?
    let needsRound: Bool
    /// Whether the worker says by its own clock that all is there.
    let completesItself: Bool

    /// - Throws: a `CommandFailure` for a setting that is wrong.
    init(_ configuration: AgentConfiguration) throws {
        self.configuration = configuration
        offices = try Offices.load(path: configuration.offices)
        guard offices[configuration.office] != nil else {
            throw CommandFailure(.configuration, "\(configuration.offices) has no office \(configuration.office).")
        }
        let base = "\(configuration.stateFolder)/\(configuration.office)"
        outbox = configuration.own["outbox"] ?? "\(base).outbox"
        evidence = configuration.own["evidence"] ?? "\(base).evidence"
        listen = try configuration.own["listen"].map { text in
            guard let address = HostPort(text) else {
                throw CommandFailure(.configuration, "listen takes HOST:PORT, such as 127.0.0.1:8080, not “\(text)”.")
            }
            return address
        }
        switch configuration.own["rounds"] {
        case nil, "needed"?: needsRound = true
        case "ignored"?: needsRound = false
        case let text?: throw CommandFailure(.configuration, "rounds is needed or ignored, not “\(text)”.")
        }
        switch configuration.own["complete"] {
        case nil, "itself"?: completesItself = true
        case "asked"?: completesItself = false
        case let text?: throw CommandFailure(.configuration, "complete is itself or asked, not “\(text)”.")
        }
    }

    /// The pages of the form; nil where there are no accounts and the address is open to other machines, for then
    /// nobody could be asked who he is.
    func form(_ desk: IntakeDesk) throws -> FormSite? {
        let accounts = try configuration.own["accounts"].map { try Accounts.load(path: $0) }
        guard let office = offices[configuration.office], let listen,
            accounts != nil || ["127.0.0.1", "localhost", "::1"].contains(listen.host)
        else { return nil }
        return FormSite(
            office, desk, try DraftStore(.file("\(outbox)-drafts")), UploadShelf(folder: "\(outbox)-uploads"),
            accounts: accounts)
    }

    /// - Parameter nowMs: the clock by which claims are lodged.
    func desk(needsRound: Bool? = nil, nowMs: @escaping @Sendable () -> Int64 = WallClock.now) throws -> IntakeDesk {
        // Accounts and phones lie in these files: they are for the office's own users.
        umask(0o027)
        try Folder.make(configuration.stateFolder)
        let outbox = try Outbox.open(self.outbox, of: configuration.office)
        return IntakeDesk(
            outbox: outbox, terms: try TermsCopy(outbox.log, of: configuration.office, offices),
            evidence: EvidenceStore(folder: evidence), needsRound: needsRound ?? self.needsRound, nowMs: nowMs)
    }
}
