import Agent
import Awards
import Documents
import Messages
import Policy

/// Reads rows of a table as claims.
struct ClaimRows {
    let header: [String]
    private let fields: [ClaimColumn.Field?]
    private let terms: Terms
    /// The columns of a clause, found once.
    private var columns: [String: [ClaimColumn?]] = [:]

    /// A claim, and what is wrong with it so far: each fault with the column that it is about.
    struct Reading {
        var draft = ClaimDraft()
        var faults: [Fault] = []
    }

    /// - Throws: `Faults` when columns that every claim needs are missing.
    init(header: [String], terms: Terms) throws(Faults) {
        self.header = header
        self.terms = terms
        fields = header.map { ClaimColumn.Field(header: $0) }
        var faults: [Fault] = []
        for field in ClaimColumn.Field.needed where !fields.contains(field) {
            faults.append(
                Fault(field.rawValue, zh: "缺少“\(field.text.zh)”一列。", en: "The column “\(field.text.en)” is missing."))
        }
        for (index, field) in fields.enumerated() where field != nil && fields[..<index].contains(field) {
            faults.append(
                Fault(
                    "", zh: "“\(header[index].prefix(40))”一列出现两次。",
                    en: "The column “\(header[index].prefix(40))” stands there twice."))
        }
        if !faults.isEmpty { throw Faults(all: faults) }
    }

    /// The number of a field's column, from 1; nil when it has none.
    func column(of field: String, in clause: ClaimDraft) -> Int? {
        let known = columns["\(clause.programme)/\(clause.clause)"]
        let index = header.indices.first { index in
            if let own = fields[index] { return own.rawValue == field || field.hasPrefix("\(own.rawValue)[") }
            return known?[index]?.name == field
        }
        return index.map { $0 + 1 }
    }

    /// The column that a fault is about, as people see it in their table.
    func header(of fault: Fault, _ draft: ClaimDraft) -> String {
        if fault.field.hasPrefix("#"), let number = Int(fault.field.dropFirst()), number <= header.count {
            return header[number - 1]
        }
        return column(of: fault.field, in: draft).map { header[$0 - 1] } ?? fault.field
    }

    /// A row without problems of its own as a claim.
    mutating func read(_ row: TableRow) throws -> Reading {
        var reading = Reading()
        let cells = header.indices.map { row.cell(in: $0 + 1) }
        for (index, cell) in cells.enumerated() {
            if let field = fields[index] { read(cell, field, into: &reading) }
        }
        for field in ClaimColumn.Field.needed where reading.draft.text(of: field).isEmpty {
            guard !reading.faults.contains(where: { $0.field == field.rawValue }) else { continue }
            reading.faults.append(Fault(field.rawValue, zh: "必须填写。", en: "This must be given."))
        }
        try readFacts(cells, into: &reading)
        return reading
    }

    private func read(_ cell: TableCell, _ field: ClaimColumn.Field, into reading: inout Reading) {
        let text = cell.value
        guard !text.isEmpty else { return }
        if let fault = fault(cell, isText: true) {
            reading.faults.append(Fault(field.rawValue, zh: fault.zh, en: fault.en))
        } else {
            reading.draft.set(field, to: text)
        }
    }

    private func fault(_ cell: TableCell, isText: Bool) -> Text? {
        if cell.kind == .text, CellValue.isFormula(cell.value) { return TableFault.formula }
        return isText && cell.hasLostDigits ? TableFault.lostDigits : nil
    }

    private mutating func readFacts(_ cells: [TableCell], into reading: inout Reading) throws {
        let draft = reading.draft
        guard let adopted = terms.adopted[draft.programme],
            let rulebook = try? terms.rulebook(digest: adopted.digest, of: draft.programme),
            let clause = rulebook.programme.clause(draft.clause)
        else { return }
        let columns = columns(of: clause, "\(draft.programme)/\(draft.clause)")
        for (index, cell) in cells.enumerated() where fields[index] == nil && !cell.value.isEmpty {
            guard case .fact(let name)? = columns[index], let fact = clause.fact(name) else {
                reading.faults.append(unknown(index, clause))
                continue
            }
            if let fault = fault(cell, isText: CellReader.isText(fact.type)) {
                reading.faults.append(Fault("facts.\(name)", zh: fault.zh, en: fault.en))
            } else {
                reading.draft.facts[name] = CellReader.fact(cell.value, fact.type)
            }
        }
    }

    private func unknown(_ index: Int, _ clause: Clause) -> Fault {
        let known = clause.facts.filter(\.isDeclared).flatMap { [$0.text.zh, $0.text.en] }
        let near = Spelling.nearest(to: header[index], among: known)
        return Fault(
            "#\(index + 1)", zh: "条款\(clause.id)没有这一列。" + (near.map { "是否为“\($0)”？" } ?? ""),
            en: "Clause \(clause.id) has no such column." + (near.map { " Did you mean “\($0)”?" } ?? ""))
    }

    private mutating func columns(of clause: Clause, _ key: String) -> [ClaimColumn?] {
        if let known = columns[key] { return known }
        let found = header.indices.map { index -> ClaimColumn? in
            if let field = fields[index] { return .field(field) }
            return clause.facts.first { $0.isHeader(header[index]) }.map { .fact($0.name) }
        }
        columns[key] = found
        return found
    }
}

extension ClaimDraft {
    fileprivate func text(of field: ClaimColumn.Field) -> String {
        switch field {
        case .programme: programme
        case .clause: clause
        case .period: period
        case .applicant: applicant
        case .applicantName: applicantName
        case .object: object ?? ""
        case .answers: answers ?? ""
        case .evidence: evidence?.joined(separator: ";") ?? ""
        case .contactName: contact?.name ?? ""
        case .contactPhone: contact?.phone ?? ""
        case .contactEmail: contact?.email ?? ""
        case .accountHolder: account?.holder ?? ""
        case .accountBank: account?.bank ?? ""
        case .accountNumber: account?.number ?? ""
        }
    }

    fileprivate mutating func set(_ field: ClaimColumn.Field, to text: String) {
        var contact = contact ?? Contact()
        var account = account ?? Account()
        switch field {
        case .programme: programme = text
        case .clause: clause = text
        case .period: period = text
        case .applicant: applicant = text
        case .applicantName: applicantName = text
        case .object: object = text
        case .answers: answers = text
        case .evidence: evidence = text.split { ";；、 ".contains($0) }.map(String.init)
        case .contactName: contact.name = text
        case .contactPhone: contact.phone = text
        case .contactEmail: contact.email = text
        case .accountHolder: account.holder = text
        case .accountBank: account.bank = text
        case .accountNumber: account.number = text
        }
        switch field {
        case .contactName, .contactPhone, .contactEmail: self.contact = contact
        case .accountHolder, .accountBank, .accountNumber: self.account = account
        case .programme, .clause, .period, .applicant, .applicantName, .object, .answers, .evidence: break
        }
    }
}
