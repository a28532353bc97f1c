import Awards
import Log
import Messages

/// The mail addresses that applicants gave with their claims, which stay in `claims`.
struct AddressBook {
    private var mailboxes: [String: (version: Int64, mailbox: String?)] = [:]

    mutating func take(_ record: Record) {
        guard record.header(text: "ce_type") == ClaimSubmitted.type, let payload = record.payload,
            let claim = try? ClaimSubmitted(reading: payload)
        else { return }
        if let known = mailboxes[claim.id], known.version > claim.version { return }
        mailboxes[claim.id] = (claim.version, claim.contact?.email)
    }

    /// Of the newest version of a claim; nil where it names none.
    func mailbox(ofClaim claim: String?) -> String? {
        guard let claim, let mailbox = mailboxes[claim]?.mailbox, !mailbox.isEmpty else { return nil }
        return mailbox
    }
}
