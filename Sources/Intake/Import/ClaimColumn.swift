import Awards
import Feel
import Messages
import Policy

/// A column of a table of claims: a field of the claim, or a fact of its clause.
enum ClaimColumn: Hashable {
    case field(Field)
    case fact(String)

    enum Field: String, CaseIterable {
        case programme, clause, period, applicant, object, evidence, answers
        case applicantName = "applicant_name"
        case contactName = "contact.name"
        case contactPhone = "contact.phone"
        case contactEmail = "contact.email"
        case accountHolder = "account.holder"
        case accountBank = "account.bank"
        case accountNumber = "account.number"

        /// In the order of a template.
        static let ordered: [Field] = [
            .programme, .clause, .period, .applicant, .applicantName, .object, .contactName, .contactPhone,
            .contactEmail, .accountHolder, .accountBank, .accountNumber, .evidence, .answers,
        ]

        static let needed: [Field] = [.programme, .clause, .period, .applicant, .applicantName]

        /// As a header has it.
        var text: BilingualText {
            switch self {
            case .programme: BilingualText(zh: "政策", en: "programme")
            case .clause: BilingualText(zh: "条款", en: "clause")
            case .period: BilingualText(zh: "年度", en: "period")
            case .applicant: BilingualText(zh: "统一社会信用代码", en: "applicant (USCC)")
            case .applicantName: BilingualText(zh: "申报主体名称", en: "applicant's name")
            case .object: BilingualText(zh: "获评对象", en: "object")
            case .evidence: BilingualText(zh: "佐证材料摘要", en: "evidence digests")
            case .answers: BilingualText(zh: "所答复的补正通知编号", en: "request answered")
            case .contactName: BilingualText(zh: "联系人姓名", en: "contact name")
            case .contactPhone: BilingualText(zh: "联系人电话", en: "contact phone")
            case .contactEmail: BilingualText(zh: "联系人电子邮箱", en: "contact e-mail")
            case .accountHolder: BilingualText(zh: "收款户名", en: "account holder")
            case .accountBank: BilingualText(zh: "开户行", en: "bank and branch")
            case .accountNumber: BilingualText(zh: "收款账号", en: "account number")
            }
        }
    }

    /// The field that a fault is about.
    var name: String {
        switch self {
        case .field(let field): field.rawValue
        case .fact(let name): "facts.\(name)"
        }
    }
}

extension ClaimColumn.Field {
    /// The field whose header this is: its name, or its words in either language.
    init?(header: String) {
        let found = Self.allCases.first { field in
            field.rawValue == header || field.text.zh == header || field.text.en == header
        }
        guard let found else { return nil }
        self = found
    }
}

extension FactDeclaration {
    /// `本土产品带货交易额（元）`, `yearly livestream sales of local products (yuan)`.
    func header(_ language: Language) -> String {
        guard case .number(let unit?) = type else { return text[language] }
        if unit.isRatio { return text[language] + (language == .zh ? "（比例）" : " (ratio)") }
        let words = Wording(language).unit(unit)
        switch language {
        // Some units have parentheses of their own.
        case .zh: return text.zh + (words.hasPrefix("（") ? words : "（\(words)）")
        case .en: return text.en + (words.hasPrefix("(") ? " \(words)" : " (\(words))")
        }
    }

    func isHeader(_ text: String) -> Bool {
        text == name || Language.allCases.contains { text == header($0) || text == self.text[$0] }
    }
}
