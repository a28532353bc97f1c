import Awards
import Decimals
import Feel
import Messages
import Policy

/// What a letter says of a claim, in both languages.
struct LetterWords {
    let claim: ClaimSubmitted
    let rulebook: Rulebook
    private let office: Office
    private let clause: Clause?

    init(_ claim: ClaimSubmitted, _ rulebook: Rulebook, _ office: Office) {
        self.claim = claim
        self.rulebook = rulebook
        self.office = office
        clause = rulebook.programme.clause(claim.clause)
    }

    /// The values that every letter about a claim has.
    var common: Facts {
        var values = Self.common(rulebook.programme, office, period: claim.period)
        values["recipient"] = .text(claim.applicantName.isEmpty ? claim.applicant : claim.applicantName)
        values["code"] = .text(claim.applicant)
        values["claim"] = .text(claim.id)
        values["version"] = .number(Decimal128(claim.version))
        values["article"] = .text(clause?.article ?? "")
        values["clause"] = .text(claim.clause)
        values["title"] = clause.map { .both($0.title.zh, $0.title.en) } ?? .text(claim.clause)
        values["quote"] = clause.map { .text($0.quote) } ?? .null
        values["object"] = claim.object.map { .text($0) } ?? .null
        values["lodged"] = Self.moment(claim.lodged)
        return values
    }

    /// The values of every letter.
    static func common(_ programme: Programme, _ office: Office, period: String) -> Facts {
        var values = Facts()
        values["office"] = .both(office.name.zh, office.name.en)
        values["division"] = .text(office.division.code)
        values["programme"] = .both(programme.title.zh, programme.title.en)
        values["document_number"] = programme.number.map { .text($0) } ?? .null
        values["issuer"] = .both(programme.issuer.zh, programme.issuer.en)
        values["period"] = .text(period)
        return values
    }

    // MARK: Facts

    /// Each with its name and value in words.
    func facts(_ facts: Facts) -> Fact {
        .list(
            facts.entries.map { entry in
                var line = Facts()
                line["name"] = label(entry.name)
                let type = clause?.fact(entry.name)?.type
                line["value"] = .both(Self.words(entry.value, type, .zh), Self.words(entry.value, type, .en))
                return .record(line)
            })
    }

    /// The names of facts in words.
    func names(_ facts: [String]) -> Fact { .list(facts.map { label($0) }) }

    private func label(_ fact: String) -> Fact {
        clause?.fact(fact).map { .both($0.text.zh, $0.text.en) } ?? .text(fact.replacing("_", with: " "))
    }

    private static func words(_ fact: Fact, _ type: StaticType?, _ language: Language) -> String {
        let wording = Wording(language)
        let isChinese = language == .zh
        switch (fact, type) {
        case (.number(let number), .number(let unit)?): return wording.quantity(number, unit)
        case (.number(let number), _): return wording.number(number)
        case (.text(let text), _): return text
        case (.boolean(let value), _): return isChinese ? (value ? "是" : "否") : (value ? "yes" : "no")
        case (.null, _): return isChinese ? "无" : "none"
        case (.list(let list), _):
            guard list.contains(where: { if case .record = $0 { true } else { false } }) else {
                return list.map { words($0, nil, language) }.joined(separator: isChinese ? "、" : ", ")
            }
            return isChinese ? "\(list.count)项" : "\(list.count) entries"
        case (.record(let record), _):
            return record.entries.map { "\($0.name) \(words($0.value, nil, language))" }
                .joined(separator: isChinese ? "；" : "; ")
        }
    }

    /// A reason's words.
    func reason(_ id: String) -> Fact {
        guard let clause else {
            return .both(
                Clause.commonWords(ofReason: id, in: .zh), Clause.commonWords(ofReason: id, in: .en))
        }
        return .both(clause.words(ofReason: id, in: .zh), clause.words(ofReason: id, in: .en))
    }

    // MARK: Money and days

    static func money(_ fen: Int64) -> Fact {
        .both(Wording(.zh).money(Money(fen: fen)), Wording(.en).money(Money(fen: fen)))
    }

    /// `2024年3月1日`, `1 March 2024`; null where there is none.
    static func day(_ text: String) -> Fact {
        guard let day = CivilDate(text) else { return .null }
        return .both(
            "\(day.year)年\(day.month)月\(day.day)日", "\(day.day) \(months[day.month - 1]) \(day.year)")
    }

    /// The day and the minute at Shanghai.
    static func moment(_ moment: Messages.Moment) -> Fact {
        guard let day = CivilDate(inShanghaiAtMilliseconds: moment.milliseconds),
            case .record(let words) = Self.day("\(day)"), case .text(let zh)? = words["zh"],
            case .text(let en)? = words["en"]
        else { return .null }
        let minute = (moment.milliseconds - day.startInShanghaiMilliseconds) / 60_000
        let time = "\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
        return .both("\(zh)\(time)", "\(en), \(time)")
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    /// Whose register it is.
    static func register(_ kind: String) -> Fact {
        guard let known = RegisterKind(rawValue: kind) else { return .text(kind) }
        return switch known {
        case .registration: .both("市场主体登记", "the register of businesses")
        case .tax: .both("税务数据", "the tax authority's data")
        case .customs: .both("海关数据", "customs data")
        case .credit: .both("失信名单", "the dishonesty list")
        case .penalties: .both("财政违法处罚", "fiscal penalties")
        case .titles: .both("称号认定", "recognised titles")
        case .ratings: .both("等级评定", "ratings")
        case .inspection: .both("现场核查", "inspections")
        case .festival: .both("活动记录", "records of events")
        case .platform: .both("平台数据", "platform data")
        case .audit: .both("审计报告", "audit reports")
        case .transport: .both("交通运输数据", "transport data")
        case .post: .both("邮政快递数据", "postal data")
        case .statistics: .both("统计数据", "statistics")
        case .awards: .both("此前奖补", "earlier awards")
        }
    }
}

extension Fact {
    /// A value in both languages.
    static func both(_ zh: String, _ en: String) -> Fact { .record(["zh": .text(zh), "en": .text(en)]) }
}
