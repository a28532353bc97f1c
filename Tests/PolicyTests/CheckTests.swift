import Documents
import Policy
import Testing

/// What `calculator check` finds: a small policy, one mistake, one sentence with its place.
struct CheckTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        let what: String
        let old: String
        let new: String
        /// Words that its sentence holds.
        let says: [String]
        /// A parameter that only this mistake needs.
        var adding = ""
        /// The sentence stands at the clause or at another line than the mistake.
        var isElsewhere = false

        init(_ what: String, _ old: String, _ new: String, _ says: String...) {
            (self.what, self.old, self.new, self.says) = (what, old, new, says)
        }

        func adding(_ parameter: String) -> Mistake {
            var mistake = self
            mistake.adding = "    \(parameter)\n"
            return mistake
        }

        var elsewhere: Mistake {
            var mistake = self
            mistake.isElsewhere = true
            return mistake
        }

        var testDescription: String { what }
    }

    @Test func theRightTextHasNoFault() {
        #expect(PolicyText.faults(of: PolicyText.right) == [])
    }

    static let mistakes = [
        Mistake("a bare number", "rate * sales}", "rate * sales * 500}", "500", "bare", "unit"),
        Mistake(
            "a bare number of a condition", "sales >= threshold,", "sales >= threshold * 5,", "5", "bare"),
        Mistake(
            "a bare duration", "{is: rate * sales}", "{is: 'if duration(\"P1Y\") != null then rate * sales else 0'}",
            "P1Y", "bare"),
        Mistake("units that do not add up", "rate * sales}", "sales + heads}", "yuan", "person"),
        Mistake("a bare number beside a unit", "rate * sales}", "rate * sales + 500}", "yuan", "ratio"),
        Mistake("a bare number against a unit", "sales >= threshold,", "heads > 5,", "persons", "ratio"),
        Mistake("units that do not compare", "sales >= threshold", "sales >= few", "yuan", "person"),
        Mistake("an amount that is no money", "amount: total", "amount: heads", "yuan", "person"),
        Mistake("a cap that is no money", "cap: cap}", "cap: many}", "yuan", "person"),
        Mistake(
            "a fact that nothing uses", "    grade:", "    size: {unit: m2, zh: 面积, en: area}\n    grade:", "size",
            "informational"),
        Mistake(
            "a rank without its figure", "heads: {unit: persons, zh: 人数, en: persons}",
            "heads: {unit: persons, zh: 人数, en: persons}\n    place: {unit: ordinal, round: rank, optional: true, zh: 名次, en: rank}",
            "place", "counted by"
        ).elsewhere,
        Mistake(
            "a rank by a fact that is not there", "heads: {unit: persons, zh: 人数, en: persons}",
            "heads: {unit: persons, zh: 人数, en: persons}\n    place: {unit: ordinal, round: rank, by: sale, optional: true, zh: 名次, en: rank}",
            "place", "did you mean sales"
        ).elsewhere,
        Mistake(
            "a pot without its sum", "heads: {unit: persons, zh: 人数, en: persons}",
            "heads: {unit: persons, zh: 人数, en: persons}\n    pot: {unit: yuan, round: pot, optional: true, zh: 资金, en: pot}",
            "pot", "from_file"
        ).elsewhere,
        Mistake(
            "a round's day that is a number", "heads: {unit: persons, zh: 人数, en: persons}",
            "heads: {unit: persons, zh: 人数, en: persons}\n    day: {unit: year, round: applied_on, optional: true, zh: 日, en: day}",
            "day", "a round knows as applied_on"
        ).elsewhere,
        Mistake(
            "a sum that counts grants", "heads: {unit: persons, zh: 人数, en: persons}",
            "heads: {unit: persons, zh: 人数, en: persons}\n    given: {unit: yuan, adds_granted: true, optional: true, zh: 数, en: given}",
            "given", "only a count"
        ).elsewhere,
        Mistake(
            "an object that no clause rewards", "divisions:", "applicants: [shop]\ndivisions:", "applicants", "shop"
        )
        .elsewhere,
        Mistake(
            "a settlement by a region", "divisions:",
            "settlement: {city: \"150000\", quote: 负担40%}\ndivisions:", "settlement.city", "six digits of a city"
        ).elsewhere,
        Mistake(
            "a settlement whose words are in no source", "tiers:",
            "settlement: {city: \"150200\", quote: 年终结算}\ntiers:", "settlement", "no source"
        ).elsewhere,
        Mistake(
            "a settlement with counties that do not pay", "pays: county}",
            "pays: city}\nsettlement: {city: \"150200\", quote: 负担40%}", "150200", "the city pays"
        ).elsewhere,
        Mistake(
            "a clause that is settled without a rule", "  award: {amount: total, cap: cap}",
            "  award: {amount: total, cap: cap}\n  settlement: {up_to: cap}", "clause 1", "no rule of settlement"
        ).elsewhere,
        Mistake(
            "a settlement up to a fact", "  award: {amount: total, cap: cap}",
            "  award: {amount: total, cap: cap}\n  settlement: {up_to: sales}", "no sum", "sales"
        ).elsewhere,
        Mistake(
            "a settlement up to no money", "  award: {amount: total, cap: cap}",
            "  award: {amount: total, cap: cap}\n  settlement: {up_to: few}", "yuan", "person"
        ).elsewhere,
        Mistake(
            "a settlement by a fact that is not there", "  award: {amount: total, cap: cap}",
            "  award: {amount: total, cap: cap}\n  settlement: {facts: [sale]}", "no fact sale", "did you mean sales"
        ).elsewhere,
        Mistake(
            "a settlement by a fact that is no money", "  award: {amount: total, cap: cap}",
            "  award: {amount: total, cap: cap}\n  settlement: {facts: [heads]}", "heads", "no amount in yuan"
        ).elsewhere,
        Mistake("an unknown name", "rate * sales}", "rate * sale}", "sale", "did you mean sales"),
        Mistake("an unknown fact of a table", "of: heads", "of: head", "head", "did you mean heads"),
        Mistake("an unknown parameter of a band", "is: high}", "is: hihg}", "hihg", "did you mean high"),
        Mistake(
            "a condition that can never fail", "grade != null, else: no_grade", "sales >= few_sales, else: no_grade",
            "can never fail", "no_grade"
        ).adding("few_sales: {value: 2000000, unit: yuan, zh: 两百万, en: two million}"),
        Mistake("a condition that can never hold", "grade != null", "sales < few_sales", "can never hold").adding(
            "few_sales: {value: 2000000, unit: yuan, zh: 两百万, en: two million}"),
        Mistake("bands that overlap", "{from: few, to: many", "{from: five, to: many", "two bands hold", "5").adding(
            "five: {value: 5, unit: persons, zh: 五人, en: five}"),
        Mistake("bands that share a number", "{below: few", "{to: few", "two bands hold exactly 10").elsewhere,
        Mistake("bands with a gap", "{above: many, is: high}", "{above: most, is: high}", "nothing holds", "20", "30")
            .adding("most: {value: 30, unit: persons, zh: 三十人, en: thirty}"),
        Mistake(
            "bands that leave a number out", "{from: few, to: many", "{above: few, to: many", "no band holds exactly 10"
        ),
        Mistake(
            "a band in the middle without an end", "{from: few, to: many, is: low}", "{from: few, is: low}",
            "needs both its ends"
        ).elsewhere,
        Mistake(
            "a cap above the superior text", "{value: 50000, unit: yuan, quote: 最高不超过5万元, sup",
            "{value: 50001, unit: yuan, zh: 高, en: high, sup", "cap", "50001", "50000", "upper"),
        Mistake(
            "a bound that the superior text does not have", "parameter: ceiling", "parameter: celling", "upper",
            "celling"),
        Mistake("a banner that no rate names", "divisions: [东区, 西区, 北区]", "divisions: [东区, 西区, 北区, 南区]", "南区")
            .elsewhere,
        Mistake("a banner in two lists", "[places], except", "[places, places], except", "东区", "two lists"),
        Mistake("a quote that is in no source", "按1%给予奖励，最高不超过5万元\n", "按1%给予奖金，最高不超过5万元\n", "quote", "no source", "奖金")
            .elsewhere,
        Mistake(
            "a parameter's quote that is in no source", "quote: 达到200万元}", "quote: 超过200万元}", "threshold", "no source"),
        Mistake(
            "a value that its quote does not say", "{value: 2000000, unit: yuan, quote",
            "{value: 3000000, unit: yuan, quote", "threshold", "2000000", "3000000"),
        Mistake(
            "a per cent that its quote does not say", "{value: 1%, unit: ratio, quote: 按1%}",
            "{value: 2%, unit: ratio, quote: 按1%}", "rate", "0.01", "0.02"),
        Mistake("a quote without a number", "quote: 按1%}", "quote: 给予奖励}", "rate", "no number"),
        Mistake(
            "a clause that is named and not there", "shares: {city",
            "guide: {required: true, coefficient: true, without_coefficient: [\"9\"]}\nshares: {city", "9", "not there"
        ).elsewhere,
        Mistake(
            "a parameter that nothing uses", "    places:",
            "    idle: {value: 5, unit: count, zh: 闲, en: idle}\n    places:", "nothing uses", "idle"),
        Mistake(
            "a value that nothing uses", "    total:", "    spare: {is: rate * sales}\n    total:", "nothing uses",
            "spare"),
        Mistake("a circle of names", "{is: rate * sales}", "{is: total - bonus}", "circle", "basis", "total"),
        Mistake("a name that stands for itself", "{is: rate * sales}", "{is: basis * rate}", "circle", "basis"),
        Mistake(
            "a name for two things", "    total: {is: basis + bonus}",
            "    total: {is: basis + bonus}\n    sales: {is: basis}", "sales", "two things"),
        Mistake("a fact without a unit", "{unit: yuan, zh: 销售额", "{zh: 销售额", "number", "unit"),
        Mistake("a parameter without a unit", "{value: 2000000, unit: yuan,", "{value: 2000000,", "threshold", "unit"),
        Mistake("a unit that is none", "{unit: yuan, zh: 销售额", "{unit: 5, zh: 销售额", "unit"),
        Mistake(
            "a text with a unit", "{type: text, values", "{type: text, unit: yuan, values", "only numbers have a unit"),
        Mistake("a type that is none", "{type: text, values", "{type: texts, values", "texts", "text"),
        Mistake("a value that is none", "value: 2000000", "value: 两百万", "两百万", "is no value"),
        Mistake("a clause that stands twice", "- clause: \"2\"", "- clause: \"1\"", "clause 1 stands twice", "14")
            .elsewhere,
        Mistake("a clause that gives nothing", "  kpi:\n", "  conditions:\n", "exactly one of award").elsewhere,
        Mistake("a clause without a quote", "  quote: 培育2家以上\n", "", "quote", "missing").elsewhere,
        Mistake("an unknown key", "  facts:\n    sales", "  fact: {}\n  facts:\n    sales", "unknown key fact"),
        Mistake(
            "an unknown key far down", "else: sales_below_2m, zh", "else: sales_below_2m, otherwise: 5, zh",
            "unknown key otherwise"),
        Mistake(
            "a clause of another text that is not there", "  kpi:", "  see: {programme: upper, clause: \"7\"}\n  kpi:",
            "upper",
            "no clause 7"
        ).elsewhere,
        Mistake("a number that is none", "value: 2000000", "value: NaN", "NaN", "is no value"),
        Mistake("a number beyond any sense", "value: 2000000", "value: 1e40", "1e40", "no number of a law"),
        Mistake("a number below zero", "value: 2000000", "value: -2000000", "-2000000", "no number of a law"),
        Mistake("a text where a number belongs", "valid_years: 2", "valid_years: two", "whole number", "two"),
        Mistake("a state that is none", "state: in_force", "state: in_forse", "in_forse", "in_force"),
        Mistake("a tier that is none", "pays: county", "pays: village", "village", "county"),
        Mistake("a day that is none", "issued_on: 2031-03-01", "issued_on: 2031-02-30", "2031-02-30", "day"),
        Mistake("an end before the beginning", "valid_years: 2", "valid_to: 2030-01-01", "ends", "before it begins")
            .elsewhere,
        Mistake("an expression that is none", "rate * sales}", "rate * }", "line 1"),
        Mistake("a condition that is no truth", "sales >= threshold", "sales - threshold", "yuan"),
        Mistake("a reason that is no name", "else: sales_below_2m", "else: Sales below", "Sales below", "no name"),
        Mistake("a share of a tier that is none", "city: part", "town: part", "town", "no tier"),
        Mistake(
            "a mixed table", "low:       {value: 100, unit: yuan,", "low:       {value: 100, unit: persons,", "yuan",
            "person"
        ).elsewhere,
    ]

    @Test(arguments: mistakes) func oneMistakeIsOneSentence(_ mistake: Mistake) throws {
        let places = "    places:"
        let text = try PolicyText.with([(mistake.old, mistake.new), (places, mistake.adding + places)])
        let faults = PolicyText.faults(of: text)
        let found = faults.first { fault in mistake.says.allSatisfy(fault.contains) }
        #expect(found != nil, "\(faults.joined(separator: "\n"))")
        // What follows from a mistake may be said too, but not a flood of it.
        #expect(faults.count <= 3, "\(faults.joined(separator: "\n"))")
        let place = (found ?? "").split(separator: ":").prefix(3)
        #expect(place.first == "sample.yaml" && place.dropFirst().allSatisfy { Int($0) != nil }, "\(place)")
        if !mistake.isElsewhere, !mistake.new.isEmpty, place.count == 3 {
            let begin = try #require(text.firstRange(of: mistake.new)).lowerBound
            let first = text[..<begin].count { $0 == "\n" } + 1
            let last = first + mistake.new.count { $0 == "\n" }
            #expect((first...last).contains(Int(place[1]) ?? 0), "the mistake is in \(first)…\(last): \(found ?? "")")
        }
    }
}
