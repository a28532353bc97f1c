import Awards
import Decimals
import Messages
import Policy

extension SimulationReport {
    /// As JSON: sums in yuan with two places.
    var answer: Fact {
        let clauses = self.clauses.keys.sorted().map { name -> Fact in
            var entry: Facts = ["programme": .text(name.programme), "clause": .text(name.clause)]
            self.clauses[name]?.add(to: &entry)
            return .record(entry)
        }
        let counties = self.counties.keys.sorted().map { name -> Fact in
            var entry: Facts = ["county": name.isEmpty ? .null : .text(name)]
            self.counties[name]?.add(to: &entry)
            return .record(entry)
        }
        var total = Facts()
        self.total.add(to: &total)
        let tiers: Facts = [
            "region": tiers.region.answer, "city": tiers.city.answer, "county": tiers.county.answer,
            "returned_by_city": tiers.returned.answer,
        ]
        return .record([
            "total": .record(total), "clauses": .list(clauses), "counties": .list(counties), "tiers": .record(tiers),
            "greatest": .list(greatest.map(\.answer)), "unreadable": .number(Decimal128(Int64(unreadable))),
            "faults": .list(
                faults.map {
                    .record(["line": .number(Decimal128(Int64($0.line))), "error": .text($0.sentence)])
                }),
        ])
    }
}

extension SimulationReport.Tally {
    fileprivate func add(to entry: inout Facts) {
        entry["claims"] = .number(Decimal128(Int64(claims)))
        entry["before"] = .number(before.yuan)
        entry["after"] = .number(after.yuan)
        entry["difference"] = .number(difference.yuan)
        for change in SimulatedChange.allCases { entry[change.id] = .number(Decimal128(Int64(self[change]))) }
    }
}

extension SimulationReport.Tiers.Pair {
    fileprivate var answer: Fact {
        .record([
            "before": .number(before.yuan), "after": .number(after.yuan), "difference": .number((after - before).yuan),
        ])
    }
}

extension SimulationReport.Difference {
    fileprivate var answer: Fact {
        var entry: Facts = [
            "line": .number(Decimal128(Int64(line))), "programme": .text(clause.programme),
            "clause": .text(clause.clause),
        ]
        entry["id"] = id.map { .text($0) }
        entry["applicant"] = applicant.map { .text($0) }
        entry["county"] = county.map { .text($0) }
        entry["before"] = .number(before.yuan)
        entry["after"] = .number(after.yuan)
        entry["change"] = .text(change.id)
        return .record(entry)
    }
}
