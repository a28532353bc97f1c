import Documents
import Messages

/// Reads a claim out of JSON as far as it can be read, and says of each field that is wrong what is.
struct DraftReader {
    private(set) var draft = ClaimDraft()
    private(set) var faults: [Fault] = []

    /// What a JSON object would say.
    init(_ record: Facts) { read(record) }

    /// A JSON object (RFC 8259).
    init(json bytes: [UInt8]) {
        do throws(MessageError) {
            guard case .record(let record) = try Fact(json: bytes) else {
                faults.append(Fault("", zh: "应为一个JSON对象。", en: "This must be a JSON object."))
                return
            }
            read(record)
        } catch {
            faults += Self.faults(of: error)
        }
    }

    /// What simdjson finds: broken JSON, numbers out of range, names that stand there twice.
    static func faults(of error: MessageError) -> [Fault] {
        switch error.cause {
        case .notJSON(let sentence, let offset):
            [
                Fault(
                    "", zh: "不是合法的JSON（RFC 8259），第\(offset)字节处有误。",
                    en: "This is no JSON (RFC 8259): at byte \(offset) \(sentence).")
            ]
        case .problems(let problems):
            problems.map { problem in
                Fault(
                    problem.path, zh: "内容有误，此处不能是这样的值。",
                    en: "Expected \(problem.expected), found \(problem.found).")
            }
        }
    }

    private mutating func read(_ record: Facts) {
        checkNames(of: record, among: ClaimDraft.fields.fields.map(\.name), in: "")
        draft.id = text(record, "id", isNeeded: false)
        draft.programme = text(record, "programme") ?? ""
        draft.clause = text(record, "clause") ?? ""
        draft.period = text(record, "period") ?? ""
        draft.applicant = text(record, "applicant") ?? ""
        draft.applicantName = text(record, "applicant_name") ?? ""
        draft.object = text(record, "object", isNeeded: false)
        draft.answers = text(record, "answers", isNeeded: false)
        draft.facts = self.record(record, "facts", isNeeded: true) ?? [:]
        draft.supersedes = number(record, "supersedes")
        draft.evidence = texts(record, "evidence")
        readContact(self.record(record, "contact", isNeeded: false))
        readAccount(self.record(record, "account", isNeeded: false))
    }

    private mutating func readContact(_ record: Facts?) {
        guard let record else { return }
        checkNames(of: record, among: Contact.fields.fields.map(\.name), in: "contact.")
        var contact = Contact()
        contact.name = text(record, "name", in: "contact.") ?? ""
        contact.phone = text(record, "phone", in: "contact.") ?? ""
        contact.email = text(record, "email", in: "contact.", isNeeded: false)
        draft.contact = contact
    }

    private mutating func readAccount(_ record: Facts?) {
        guard let record else { return }
        checkNames(of: record, among: Account.fields.fields.map(\.name), in: "account.")
        var account = Account()
        account.holder = text(record, "holder", in: "account.") ?? ""
        account.bank = text(record, "bank", in: "account.") ?? ""
        account.number = text(record, "number", in: "account.") ?? ""
        draft.account = account
    }

    // MARK: Values

    /// A slip in an optional field's name would lose the field without a word.
    private mutating func checkNames(of record: Facts, among known: [String], in path: String) {
        for name in record.names where !known.contains(name) {
            let near = Spelling.nearest(to: name, among: known)
            faults.append(
                Fault(
                    path + String(name.prefix(60)), zh: "没有这个字段。" + (near.map { "是否为\($0)？" } ?? ""),
                    en: "There is no such field." + (near.map { " Did you mean \($0)?" } ?? "")))
        }
    }

    private mutating func text(
        _ record: Facts, _ name: String, in path: String = "", isNeeded: Bool = true
    ) -> String? {
        switch record[name] {
        case .text(let text)? where !text.isEmpty: return text
        case .text?, .null?, nil:
            if isNeeded || record[name] == .text("") {
                faults.append(Fault(path + name, zh: "必须填写。", en: "This must be given."))
            }
        case .number?, .boolean?, .list?, .record?:
            faults.append(Fault(path + name, zh: "应为文字（写在引号内）。", en: "This must be text, in quotes."))
        }
        return nil
    }

    private mutating func number(_ record: Facts, _ name: String) -> Int64? {
        switch record[name] {
        case nil, .null?: return nil
        case .number(let number)?:
            if let whole = Int64("\(number)"), whole > 0 { return whole }
        case .text?, .boolean?, .list?, .record?: break
        }
        faults.append(Fault(name, zh: "应为正整数。", en: "This must be a whole number above 0."))
        return nil
    }

    private mutating func texts(_ record: Facts, _ name: String) -> [String]? {
        switch record[name] {
        case nil, .null?: return nil
        case .list(let facts)?:
            let texts = facts.compactMap { fact in if case .text(let text) = fact { text } else { nil } }
            if texts.count == facts.count { return texts }
        case .text?, .number?, .boolean?, .record?: break
        }
        faults.append(Fault(name, zh: "应为文字的列表。", en: "This must be a list of texts."))
        return nil
    }

    private mutating func record(_ record: Facts, _ name: String, isNeeded: Bool) -> Facts? {
        switch record[name] {
        case .record(let inner)?: return inner
        case nil, .null?:
            if isNeeded { faults.append(Fault(name, zh: "必须填写。", en: "This must be given.")) }
        case .text?, .number?, .boolean?, .list?:
            faults.append(Fault(name, zh: "应为一个对象。", en: "This must be an object."))
        }
        return nil
    }
}
