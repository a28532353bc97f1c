import Feel
import Messages

/// The values of each kind of letter, by the names that templates use. What is not here, no template may name; what is
/// here, every letter of the kind has, be it null.
enum LetterFields {
    /// Of every kind.
    static let common: [StaticType.Field] = [
        text("letter"), text("kind"), text("date"), text("office"), text("division"), text("programme"),
        text("document_number"), text("issuer"), text("period"),
    ]

    /// Of every kind that is about a claim.
    static let claim: [StaticType.Field] = [
        text("recipient"), text("code"), text("claim"), number("version"), text("article"), text("clause"),
        text("title"), text("quote"), text("object"), text("lodged"),
    ]

    /// Of every kind that explains an amount.
    static let explanation: [StaticType.Field] = [
        list("sections", text("title"), .init(name: "lines", type: .list(.text(nil)))),
        list("steps", text("words"), text("before"), text("after")), list("shares", text("tier"), text("amount")),
        texts("readings"), text("award"), text("reason"), text("kept"), text("kept_award"),
        .init(name: "outcome", type: .text(outcomes)), text("ceiling"), text("available"), texts("asks"),
    ]

    static let outcomes = AwardProposed.Outcome.allCases.map(\.rawValue)

    static func of(_ kind: LetterWritten.Kind) -> [StaticType.Field] {
        switch kind {
        case .receipt:
            common + claim + [
                boolean("is_withdrawal"), boolean("is_correction"), list("facts", text("name"), text("value")),
                number("evidence"), text("deadline"),
            ]
        case .request:
            common + claim + [
                boolean("is_refused"), list("reasons", text("words"), text("register"), text("as_of")), texts("asks"),
                text("deadline"),
            ]
        case .result: common + claim + explanation + [text("round"), number("working_days"), text("published")]
        case .decision: common + claim + explanation + [text("round")]
        case .objection:
            common + claim + explanation + [
                text("round"), text("objection"), boolean("is_upheld"), text("decided_because"), text("award_before"),
                text("reason_before"), list("facts", text("name"), text("value")),
            ]
        case .correction:
            common + claim + explanation + [
                text("round"), number("number"), text("decided_because"), text("award_before"), text("difference"),
                .init(name: "direction", type: .text(["more", "less", "same"])),
                list("facts", text("name"), text("value")),
            ]
        case .notice:
            common + [
                text("round"), number("page"), number("pages"), number("working_days"), text("published"),
                number("awards"), text("total"),
                list(
                    "rows", number("number"), text("name"), text("code"), text("title"), text("object"), text("award")),
            ]
        case .payment, .recovery:
            common + claim + [text("award"), text("amount"), text("payment"), text("decided_because")]
        }
    }

    /// Of the frame that every page stands in.
    static let frame: [StaticType.Field] = [
        text("subject"), text("language"), text("office"), text("kind"), text("letter"),
    ]

    private static func text(_ name: String) -> StaticType.Field { .init(name: name, type: .text(nil)) }
    private static func texts(_ name: String) -> StaticType.Field { .init(name: name, type: .list(.text(nil))) }
    private static func number(_ name: String) -> StaticType.Field { .init(name: name, type: .number(nil)) }
    private static func boolean(_ name: String) -> StaticType.Field { .init(name: name, type: .boolean) }

    private static func list(_ name: String, _ fields: StaticType.Field...) -> StaticType.Field {
        .init(name: name, type: .list(.record(fields)))
    }
}
