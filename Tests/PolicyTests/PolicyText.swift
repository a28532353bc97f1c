import Documents
import Policy
import Testing

/// The text of a small policy that is right, and the same with a mistake in it.
enum PolicyText {
    static let right = """
        programme: sample
        title: {zh: 示例办法, en: Sample}
        issuer: {zh: 示例县, en: Sample county}
        state: in_force
        issued_on: 2031-03-01
        valid_years: 2
        superior: upper
        tiers: {verifies: county, decides: county, pays: county}
        divisions: [东区, 西区, 北区]
        parameters:
          part: {value: 40%, unit: ratio, quote: 负担40%}
        shares: {city: part * award, county: rest}
        clauses:
        - clause: "1"
          article: 一
          title: {zh: 销售奖励, en: Sales}
          quote: 销售额达到200万元的，按1%给予奖励，最高不超过5万元
          facts:
            sales: {unit: yuan, zh: 销售额, en: sales}
            heads: {unit: persons, zh: 人数, en: persons}
            grade: {type: text, values: [甲级, 乙级], zh: 等级, en: grade}
          parameters:
            threshold: {value: 2000000, unit: yuan, quote: 达到200万元}
            rate:      {value: 1%, unit: ratio, quote: 按1%}
            cap:       {value: 50000, unit: yuan, quote: 最高不超过5万元, superior: {clause: "1", parameter: ceiling}}
            few:       {value: 10, unit: persons, zh: 十人, en: ten}
            many:      {value: 20, unit: persons, zh: 二十人, en: twenty}
            low:       {value: 100, unit: yuan, zh: 低, en: low}
            high:      {value: 200, unit: yuan, zh: 高, en: high}
            places:    {value: [东区, 西区], zh: 列明, en: named}
          covers: {divisions: [places], except: [北区]}
          tables:
            bonus:
              of: heads
              bands:
              - {below: few, is: low}
              - {from: few, to: many, is: low}
              - {above: many, is: high}
          values:
            basis: {is: rate * sales}
            total: {is: basis + bonus}
          conditions:
          - {when: sales >= threshold, else: sales_below_2m, zh: 达到, en: reached}
          - {when: grade != null, else: no_grade, zh: 有等级, en: has a grade}
          award: {amount: total, cap: cap}
        - clause: "2"
          article: 二
          title: {zh: 目标, en: Target}
          quote: 培育2家以上
          facts:
            firms: {unit: count, zh: 企业, en: firms}
          parameters:
            target: {value: 2, unit: count, quote: 培育2家以上}
          kpi:
          - {when: firms >= target, zh: 两家, en: two}
        """

    static let upper = """
        programme: upper
        title: {zh: 上级办法, en: Upper}
        issuer: {zh: 上级, en: Upper}
        state: in_force
        issued_on: 2031-01-01
        tiers: {verifies: city, decides: city, pays: city}
        clauses:
        - clause: "1"
          article: 一
          title: {zh: 上限, en: Ceiling}
          quote: 不超过5万元
          facts:
            amount: {unit: yuan, zh: 金额, en: amount}
          parameters:
            ceiling: {value: 50000, unit: yuan, quote: 不超过5万元}
          limit:
          - {when: amount <= ceiling, zh: 不超过, en: at most}
        """

    static let source = "销售额达到200万元的，按1%给予奖励，最高不超过5万元。培育2家以上。负担40%。不超过5万元。"

    /// The right text with each first piece replaced by the second. A piece that is not there is a broken test.
    static func with(_ edits: [(String, String)]) throws -> String {
        var text = right
        for (old, new) in edits {
            try #require(text.contains(old), "\(old) is not in the text")
            text = text.replacing(old, with: new, maxReplacements: 1)
        }
        return text
    }

    /// Everything that is said against a text: when it is read, when it is compiled, when it is checked.
    static func faults(of text: String) -> [String] {
        do {
            let rulebooks = try [text, upper].map { try Rulebook(Programme.load(Array($0.utf8), file: "sample.yaml")) }
            return PolicyCheck(rulebooks, sources: [source]).errors.map(\.description)
        } catch let errors as DocumentErrors {
            return errors.errors.map(\.description)
        } catch {
            return ["another error: \(error)"]
        }
    }
}
