import Awards
import Decimals
import Documents
import Messages
import Policy
import Testing

@Suite struct OverlayTests {
    private static let head = """
        programme: baotou-2022
        division: "150223"
        issuer: {zh: 达茂旗人民政府, en: People's Government of Damao banner}
        set:

        """

    private static func overlay(_ set: String) throws -> Overlay {
        try Overlay.load(Array((head + set).utf8), file: "150223.yaml")
    }

    private static func programme(_ set: String) throws -> Programme {
        try Programme.load(path: PolicyFiles.path("baotou-2022"), overlay: overlay(set))
    }

    /// The banner pays a lower rate up to a lower cap, and everything else stays.
    @Test func implementingRulesLowerWhatTheyMay() throws {
        let rulebook = try Rulebook(
            Self.programme(
                """
                  7-1/parameters/cap/value: 400000
                  7-1/parameters/rate/value: 0.8%
                  14/parameters/high_rate/value: 0.25
                """))
        #expect(rulebook.programme.overlay?.division.code == "150223")
        #expect(rulebook.programme.overlay?.issuer.zh == "达茂旗人民政府")
        let plain = try PolicyFiles.rulebook("baotou-2022")
        for (sales, upper, own) in [
            (Int64(20_000_000), Int64(200_000), Int64(160_000)), (50_000_000, 500_000, 400_000),
            (50_000_100, 500_000, 400_000), (19_999_999, 0, 0),
        ] {
            let example = try #require(ExampleFacts(for: "7-1", in: plain)).facts
            var facts = example
            facts["local_sales"] = .number(Decimal128(sales))
            #expect(try plain.assess("7-1", facts)?.amount == Money(fen: upper * 100))
            #expect(try rulebook.assess("7-1", facts)?.amount == Money(fen: own * 100))
        }
        let parcels: Facts = [
            "parcels": .list([.record(["banner": .text("达茂旗"), "count": .number(Decimal128(1000))])])
        ]
        #expect(try rulebook.assess("14", parcels)?.amount == Money(fen: 25_000))
    }

    @Test func theSameValueIsNoFault() throws {
        _ = try Self.programme("  7-1/parameters/cap/value: 500000\n")
    }

    /// Each is refused on its own line, with what is wrong.
    @Test(arguments: [
        ("7-1/parameters/cap/value: 500001", "may only be lowered: 500001 is above the 500000"),
        ("7-1/parameters/rate/value: 1.01%", "may only be lowered"),
        ("7-1/parameters/threshold/value: 10000000", "does not let threshold of clause 7-1 be changed"),
        ("6/parameters/year_total/value: 1", "does not let year_total of clause 6 be changed"),
        ("3/parameters/national/value: 1", "does not let national of clause 3 be changed"),
        ("7-1/parameters/cap/value: -1", "-1"),
        ("7-1/parameters/cap/value: [包头]", "is a number (yuan)"),
        ("7-1/parameters/cap/value: P1Y", "is a number (yuan)"),
        ("7-1/parameters/cap/unit: 1", "replace values of parameters only"),
        ("7-1/award/amount: 0", "replace values of parameters only"),
        ("parameters/city_part/value: 10%", "replace values of parameters only"),
        ("7-1/parameters/cpa/value: 1", "did you mean cap?"),
        ("7-2/parameters/cap/value: 1", "has no clause 7-2; did you mean 7-1?"),
    ])
    func whatItMayNotReplaceIsAnErrorOfItsLine(entry: String, message: String) throws {
        do {
            _ = try Self.programme("  \(entry)\n")
            Issue.record("\(entry) was taken")
        } catch let errors as DocumentErrors {
            let error = try #require(errors.errors.first)
            #expect(errors.errors.count == 1)
            #expect(error.file == "150223.yaml")
            #expect(error.mark?.line == 5)
            #expect(error.message.contains(message), "\(error)")
        }
    }

    @Test func severalFaultsAreReportedTogether() throws {
        do {
            _ = try Self.programme(
                """
                  7-1/parameters/cap/value: 600000
                  8/parameters/cap/value: 90000
                  11-1/parameters/rate/value: 6%
                """)
            Issue.record("higher rates were taken")
        } catch let errors as DocumentErrors {
            #expect(errors.errors.map(\.mark?.line) == [5, 7])
        }
    }

    @Test func rulesOfAnotherProgrammeAreRefused() throws {
        let overlay = try Self.overlay("  7-1/parameters/cap/value: 1\n")
        #expect(throws: DocumentErrors.self) {
            try Programme.load(path: PolicyFiles.path("nm39-2022"), overlay: overlay)
        }
    }

    @Test(arguments: [
        "division: \"150223\"\nissuer: {zh: 旗, en: b}\nset: {}", "programme: x", "- 1", "programme: x\nset: 5",
    ])
    func whatIsNoOverlayIsAnError(text: String) {
        #expect(throws: DocumentErrors.self) { try Overlay.load(Array(text.utf8), file: "x.yaml") }
    }
}

extension OverlayTests {
    /// BT-103 by the banner's own file: what it has set is shown beside the number of the upper text.
    @Test func anExplanationNamesTheRulesThatSetANumber() throws {
        let text = """
            programme: baotou-2022
            division: "150221"
            issuer: {zh: 土默特右旗人民政府, en: People's Government of Tumed Right banner}
            set: {14/parameters/high_rate/value: 0.25}
            """
        let overlay = try Overlay.load(Array(text.utf8), file: "150221.yaml")
        let rulebook = try Rulebook(Programme.load(path: PolicyFiles.path("baotou-2022"), overlay: overlay))
        let facts: Facts = [
            "parcels": .list([.record(["banner": .text("土右旗"), "count": .number(Decimal128(100_000))])])
        ]
        let assessment = try #require(try rulebook.assess("14", facts))
        #expect(assessment.amount == Money(fen: 2_500_000) && assessment.shares.city == Money(fen: 1_250_000))
        let zh = try #require(try rulebook.explanation(of: "14", facts, in: .zh))
        #expect(zh.contains("土默特右旗人民政府") && zh.contains("0.25") && zh.contains("原文 0.3"), "\(zh)")
        let other = try #require(try rulebook.explanation(of: "7-1", [:], in: .en))
        #expect(!other.contains("Tumed Right"))
        // The number of the text itself is no number of their own.
        let same = try Overlay.load(Array(text.replacing("0.25", with: "0.3").utf8), file: "150221.yaml")
        let plain = try Rulebook(Programme.load(path: PolicyFiles.path("baotou-2022"), overlay: same))
        #expect(try plain.explanation(of: "14", facts, in: .zh)?.contains("原文") == false)
    }
}
