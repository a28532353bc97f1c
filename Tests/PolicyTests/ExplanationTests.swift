import Messages
import Policy
import Testing

/// What a firm reads: every figure that decided, in both languages.
@Suite struct ExplanationTests {
    private static func text(_ clause: String, _ json: String, _ language: Language) throws -> String {
        let parts = clause.split(separator: "/").map(String.init)
        guard case .record(let facts) = try Fact(json: Array(json.utf8)) else { return "" }
        return try #require(try PolicyFiles.rulebook(parts[0]).explanation(of: parts[1], facts, in: language))
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let clause: String
        let facts: String
        let language: Language
        let lines: [String]
        var absent: [String] = []

        init(_ clause: String, _ language: Language, _ facts: String, _ lines: [String], not absent: [String] = []) {
            self.clause = clause
            self.facts = facts
            self.language = language
            self.lines = lines
            self.absent = absent
        }

        var testDescription: String { "\(clause) \(language) \(facts)" }
    }

    static let awards: [Row] = [
        Row(
            "baotou-2022/11-1", .en,
            #"{"turnover_usd":1000001.01,"fx_usd_cny":7.0,"fiscal_prev":100000,"fiscal_cur":183333.333,"city_delta":40000}"#,
            [
                "amount = 5%「按交易额的5%」 × yearly trade 1,000,001.01 US dollars × exchange rate 7.0 yuan per US dollar"
                    + " = 350,000.3535 yuan",
                "at most the increment of the fiscal contribution: 350,000.3535 yuan → 83,333.333 yuan",
                "cut to the fen: 83,333.333 yuan → 83,333.33 yuan",
                "A-02 how amounts are rounded", "Outcome: an award of 83,333.33 yuan",
            ]),
        Row(
            "baotou-2022/11-1", .zh,
            #"{"turnover_usd":1000000,"fx_usd_cny":7,"fiscal_prev":0,"fiscal_cur":500000,"city_delta":40000}"#,
            ["结论：奖补 350,000.00 元"], not: ["A-02", "截断到分"]),
        Row(
            "baotou-2022/14", .zh,
            #"{"parcels":[{"banner":"土右旗","count":40000},{"banner":"青山区","count":30000},"#
                + #"{"banner":"白云鄂博矿区","count":120}],"duplicate_waybills":5}"#,
            [
                "金额 = 11,998.5 元 + 6,000 元 = 17,998.5 元",
                "· 旗县区 土右旗；件数 40,000 件：金额 = 计入 39,995 件 × 标准 0.3 元/件 = 11,998.5 元",
                "· 旗县区 青山区；件数 30,000 件：金额 = 计入 30,000 件 × 标准 0.2 元/件 = 6,000 元",
                "未列明旗县区的件数 120 件 [referred_parcels]",
            ], not: ["append", "sum(", "{"]),
        Row(
            "nm39-2022/17", .zh,
            #"{"applied_on":"2024-05-01","prior_awards":0,"investments":[{"date":"2020-01-01","amount":500000},"#
                + #"{"date":"2022-01-01","amount":1234567.89},{"date":"2024-01-01","amount":2000000}]}"#,
            [
                "三年内实际投入 = 1,234,567.89 元 + 2,000,000 元 = 3,234,567.89 元",
                "· 日期 2022-01-01；金额 1,234,567.89 元", "· 日期 2024-01-01；金额 2,000,000 元",
            ], not: ["2020-01-01"]),
        Row(
            "qianjiang-2023draft/9", .zh,
            #"{"designated_incubator":true,"startups":[{"turnover":2500000,"prior_awards":10000},"#
                + #"{"turnover":900000,"prior_awards":0}]}"#,
            [
                "· 年销售额 2,500,000 元：取大者（0，20,000 元 − 此前所获 10,000 元） = 10,000 元",
                "合计 = 10,000 元 + 0 元 = 10,000 元",
            ]),
        Row(
            "nm39-2022/10-2", .zh, #"{"recognised":true,"service_cost":9000000,"prior_awards":300000}"#,
            ["扣除以前所获：累计上限 2,000,000 元「最高不超过200万元」 − 300,000 元 → 1,700,000 元"]),
        Row(
            "baotou-2022/6", .zh, #"{"stations":5,"national_demo_county":false,"year_committed_total":975000}"#,
            [
                "全市年度总额 = 1,000,000 元「全市每年补贴总额不超过100万元」", "全市本年已安排金额 975,000 元，尚余 25,000 元",
                "候补 3 个 [waitlisted_stations]", "× 服务站点数 5 个 = 50,000 元",
            ]),
        Row(
            "qianjiang-2023draft/4", .zh, #"{"turnover":50000000,"local_contribution":128205.12}"#,
            ["按年实际交易额的比例 = 65%「按60%、65%」    年实际交易额 = 50,000,000 元", "83,333.328 元 → 83,333.32 元"]),
        Row(
            "nm-cb7-2023/2", .en, #"{"city_scheme_approved":true,"trips":1,"scheme_rate":100}"#,
            ["amount = trips 1 trip × subsidy a trip in the approved scheme 100 yuan per trip = 100 yuan"]),
    ]

    static let refusals: [Row] = [
        Row(
            "nm39-2022/7", .zh,
            #"{"brands":5,"traditional_firms":100,"origin_shops":120,"video_accounts":100,"items":1000}"#,
            ["✗ 6个以上品牌    盟市级消费促进活动品牌 = 5 个\n      差 1 个", "✓ 1000种以上单品    单品种数 = 1,000 个", "目标未完成"]),
        Row(
            "nm39-2022/14", .en, #"{"city_rate_per_parcel":0.35}"#,
            ["✗ at most 0.3 yuan a parcel", "0.05 yuan per parcel over", "the bound is exceeded"]),
        Row(
            "nm39-2022/2-3", .zh, #"{"decided":3000000.01,"prior_awards":500000}"#,
            [
                "扣除此前所获：3,000,000 元 − 500,000 元 → 2,500,000 元",
                "✗ 不超过 2,500,000 元    决定金额 = 3,000,000.01 元\n      超出 500,000.01 元",
                "决定金额超过上限 [decision_exceeds_ceiling]，最高 2,500,000.00 元",
            ]),
        Row(
            "nm39-2022/12-2", .en, #"{"approved_circles":4,"decided":1999999}"#,
            ["✗ not below 2,000,000 yuan", "1 yuan short", "[below_floor]"]),
        Row(
            "nm39-2022/10-2", .en, #"{"recognised":true,"service_cost":9000000,"prior_awards":2000000}"#,
            [
                "✗ in all at most 2,000,000 yuan「最高不超过200万元」    paid before under this clause = 2,000,000 yuan; "
                    + "what can still be paid: 0 yuan",
                "refused: the cap over time is used up [cap_used_up]",
            ]),
        Row(
            "nm39-2022/2-2", .en,
            #"{"node_new":true,"interconnected_with_national_top_node":true,"prior_awards":5000000}"#,
            [
                "– not before the programme's first day    not looked at: day the node was built = not given",
                "✗ paid once only    paid before under this clause = 5,000,000 yuan",
                "paid once, and it was paid before [one_time_already_paid]",
            ], not: ["= none"]),
        Row(
            "baotou-2022/3", .zh,
            #"{"claimant_kind":"county","base_level":"自治区级","approved_on":"2023-01-03","applied_on":"2023-05-01","#
                + #""banner":"青山区","paid_for_base":1000000}"#,
            ["✗ 高于此前所获才补差额    该基地此前所获奖励 = 1,000,000 元；此次 500,000 元", "此前所获更高 [higher_already_paid]"]),
        Row(
            "nm39-2022/11", .en, #"{"claimant_kind":"city","zone":"赤峰","decided":20000000.01}"#,
            ["✗ due: 20,000,000.01 yuan\n      0.01 yuan over", "[pot_exceeded]"]),
        Row(
            "qianjiang-2023draft/3-1", .zh, #"{"taxable_online_sales":9999999.99,"prior_awards":0}"#,
            ["\n      差 0.01 元", "未满足“应税网络销售额达到1000万元” [sales_below_10m]"]),
        Row(
            "nm-cb7-2023/3-4", .en,
            #"{"turnover_cur":99999999.99,"turnover_prev":50000000,"turnover_max_before":80000000}"#,
            ["cross-border turnover of the year: 0.01 yuan short"]),
        Row(
            "baotou-2022/3", .zh,
            #"{"claimant_kind":"county","base_level":"市级","approved_on":"2026-01-03","applied_on":"2023-05-01"}"#,
            ["晚 3 天（至 2025-12-31 止）", "列明的只有：国家级、自治区级"]),
        Row(
            "baotou-2022/22", .en,
            #"{"clause":"7-1","applied_on":"2025-08-01","award_year":2024,"registered_in":"包头","area_m2":999,"#
                + #""rooms":5,"active_anchors":10,"established_on":"2021-01-01","local_sales":20000000}"#,
            [
                "award year = 2024", "Clause 7-1: Livestream sales award", "1 square metre short",
                "exactly at the bound, and it must be above",
                "refused: not met: “a base of 1000 square metres or more” [area_below_1000]",
            ]),
    ]

    static let others: [Row] = [
        Row(
            "nm39-2022/10-1", .zh,
            #"{"recognised":true,"award_year":2024,"supported_years":[2022,2023],"decided":null}"#,
            ["年度 = 2024 年；已获支持的年度 = 2022 年、2023 年", "交人工决定：由人工决定，每年最高100万元 [amount_by_decision]，最高"],
            not: ["2,024", "2,022"]),
        Row(
            "nm-cb7-2023/5", .en, "{}",
            ["– a zone that the sentence names", "! the table of tiers is not in the text", "[tier_table_missing]"]),
        Row(
            "baotou-2022/6", .en, #"{"stations":1,"national_demo_county":false,"year_committed_total":995000}"#,
            [
                "10,000 yuan each", "✗ due: 10,000 yuan\n      5,000 yuan over",
                "waits: more than is left of the city's total for the year [city_annual_cap], left: 5,000.00 yuan",
            ]),
        Row(
            "baotou-2022/3", .en,
            #"{"claimant_kind":"county","base_level":"国家级","approved_on":"2023-01-03","applied_on":"2023-05-01"}"#,
            ["Outcome: still needed: banner of the base, paid for this base before"]),
        Row("baotou-2022/10", .en, "{}", ["no money here: forwarded to the region's （十） [no_award_in_clause]"]),
    ]

    @Test(arguments: awards + refusals + others)
    func saysWhatDecided(row: Row) throws {
        let text = try Self.text(row.clause, row.facts, row.language)
        for line in row.lines { #expect(text.contains(line), "\(line)\nis missing in\n\(text)") }
        for line in row.absent { #expect(!text.contains(line), "\(line)\nstands in\n\(text)") }
    }

    /// Whatever a clause can say of its example, no expression and no id stands where words should.
    @Test(arguments: [Language.zh, .en])
    func everyClauseIsExplainedInWords(language: Language) throws {
        for name in ["baotou-2022", "nm-cb7-2023", "nm39-2022", "qianjiang-2023draft"] {
            let rulebook = try PolicyFiles.rulebook(name)
            for clause in rulebook.programme.clauses {
                let text = try #require(try rulebook.explanation(of: clause.id, [:], in: language))
                #expect(text.contains(language == .zh ? "结论：" : "Outcome: "), "\(name) \(clause.id)")
                for word in ["append(", "item.", "Unknowns", "(count)", "…"] {
                    #expect(!text.contains(word), "\(name) \(clause.id): \(word) in \(text)")
                }
            }
        }
    }
}
