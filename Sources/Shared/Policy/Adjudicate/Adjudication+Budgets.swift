import Awards
import Decimals
import Messages

extension Adjudication {
    // MARK: The fen

    mutating func cutToFen() throws(RoundErrors) {
        for index in claims.indices {
            guard let due = standings[index].due else { continue }
            guard let award = try? Money(truncatingYuan: due.amount) else {
                throw RoundErrors(sentences: ["claim \(claims[index].id): \(AssessmentError.outOfRange)"])
            }
            if award.yuan != due.amount { record(.truncated, of: index, from: due.amount, to: award.yuan) }
            standings[index].award = award
        }
    }

    // MARK: Pots, annual totals, queues

    /// First the sums of clauses, then the programme's own.
    mutating func reserve() throws(RoundErrors) {
        var sharing: [[Int]] = Array(repeating: [], count: clauses.count)
        for index in order where standings[index].due != nil && clause(of: index).clause.budget != nil {
            sharing[places[index]].append(index)
        }
        for (clause, list) in zip(clauses, sharing).sorted(by: { $0.0.clause.id < $1.0.clause.id }) {
            let id = clause.clause.id
            guard !list.isEmpty, let budget = clause.clause.budget else { continue }
            guard let total = clause.total(in: round) else {
                throw RoundErrors(sentences: ["clause \(id): its budget has no sum; name one under pots"])
            }
            var left = less(total, (round.reserved.clauses[id] ?? .zero).yuan)
            // A sum that is set aside once was drawn on by every award that it has paid.
            if budget.per == .programme { left = less(left, paid.total(of: id)) }
            let piece = budget.piece.flatMap { piece in clause.price.map { (price: $0, name: piece.waiting) } }
            try divide(left, among: list, Share(budget: budget, total: total, piece: piece))
        }
        guard let budget = programme.budget, let total = round.pots[Round.wholeProgramme]?.yuan ?? rulebook.total else {
            return
        }
        let isOutside = clauses.map { budget.outside.contains($0.clause.id) }
        let list = order.filter { standings[$0].due != nil && !isOutside[places[$0]] }
        let left = less(total, round.reserved.total.yuan)
        try divide(left, among: list, Share(budget: budget, total: total, piece: nil))
    }

    private struct Share {
        let budget: Budget
        let total: Decimal128
        let piece: (price: Money, name: String)?

        func note(_ left: Money) -> Trace.Note {
            Trace.Note(text: budget.text, facts: ["total": .number(total), "available": .number(left.yuan)])
        }
    }

    private func less(_ sum: Decimal128, _ taken: Decimal128) -> Decimal128 { (try? sum - taken) ?? sum }

    /// The claims stand in order of receipt.
    private mutating func divide(_ left: Decimal128, among list: [Int], _ share: Share) throws(RoundErrors) {
        guard let left = try? Money(truncatingYuan: max(.zero, left)) else {
            throw RoundErrors(sentences: ["the sum of a budget is larger than any that is paid"])
        }
        switch share.budget.division {
        case .queue: queue(left, list, share)
        case .proRata: try cut(list, to: left, share)
        case .none:
            guard try sum(of: list) > left else { return }
            for index in list {
                record(.budget, of: index, from: standings[index].award.yuan, to: .zero, share.note(left))
                end(index, .reject(reason: share.budget.reason ?? Self.exceeded, ceiling: nil))
            }
        }
    }

    private static let exceeded = "budget_exceeded"

    /// Once a claim waits all later ones wait.
    private mutating func queue(_ sum: Money, _ list: [Int], _ share: Share) {
        var left = sum
        var isWaiting = false
        for index in list {
            let award = standings[index].award
            if award <= left, !isWaiting || share.budget.isPassing {
                left = (try? left - award) ?? .zero
                continue
            }
            if let fit = fitting(award, left, isWaiting, share) {
                record(.budget, of: index, from: award.yuan, to: fit.amount.yuan, share.note(left))
                standings[index].award = fit.amount
                standings[index].assessment.waiting = fit.waiting
                left = (try? left - fit.amount) ?? .zero
            } else {
                record(.budget, of: index, from: award.yuan, to: .zero, share.note(left))
                end(index, .waitlist(reason: share.budget.reason ?? Self.exceeded, available: left))
            }
            isWaiting = true
        }
    }

    /// As many pieces as fit are paid, and the others wait.
    private func fitting(_ award: Money, _ left: Money, _ isWaiting: Bool, _ share: Share) -> Fit? {
        guard !isWaiting || share.budget.isPassing, let (price, name) = share.piece, price > .zero, left >= price else {
            return nil
        }
        let (fit, all) = (left.fen / price.fen, award.fen / price.fen)
        let waiting = Assessment.Remainder(name: name, count: Decimal128(max(0, all - fit)))
        return Fit(amount: Money(fen: fit * price.fen), waiting: waiting)
    }

    private struct Fit {
        let amount: Money
        let waiting: Assessment.Remainder
    }

    /// All alike, each part cut to the fen; what is left over stays.
    private mutating func cut(_ list: [Int], to left: Money, _ share: Share) throws(RoundErrors) {
        let sum = try sum(of: list)
        guard sum > left else { return }
        for index in list {
            let award = standings[index].award
            let product = award.fen.multipliedFullWidth(by: left.fen)
            let part = Money(fen: sum.fen.dividingFullWidth(product).quotient)
            if part == award { continue }
            record(.budget, of: index, from: award.yuan, to: part.yuan, share.note(left))
            standings[index].award = part
        }
    }

    private func sum(of list: [Int]) throws(RoundErrors) -> Money {
        var sum = Money.zero
        for index in list {
            guard let next = try? sum + standings[index].award else {
                throw RoundErrors(sentences: ["the round's awards are more than any that are paid"])
            }
            sum = next
        }
        return sum
    }

    // MARK: Who bears it

    mutating func share() throws(RoundErrors) {
        for index in claims.indices where standings[index].due != nil {
            let clause = clause(of: index)
            let award = standings[index].award
            standings[index].assessment.outcome = .award(award)
            var parts = fitted(standings[index].assessment.parts, to: award)
            if !parts.isEmpty { standings[index].assessment.parts = parts }
            // Of a clause that names another, the other has said it.
            if clause.rule.namesClause { continue }
            do throws(AssessmentError) {
                let slots = clause.slotsForShares(of: claims[index].facts)
                standings[index].assessment.shares = try clause.rule.shares(of: award, slots)
                if parts.isEmpty { continue }
                for place in parts.indices {
                    parts[place].shares = try clause.rule.shares(of: parts[place].amount, slots)
                }
                standings[index].assessment.parts = parts
            } catch {
                throw RoundErrors(sentences: ["claim \(claims[index].id): \(error.description)"])
            }
        }
    }

    /// The parts of an award that was cut after they were told, the first ones whole.
    private func fitted(_ parts: [Assessment.Part], to award: Money) -> [Assessment.Part] {
        if parts.isEmpty { return [] }
        var left = award
        return parts.map { part in
            let fit = min(part.amount, left)
            left = (try? left - fit) ?? .zero
            return Assessment.Part(name: part.name, amount: fit)
        }
    }
}

extension Round {
    /// Stands for the programme's own total among pots and reserved sums.
    public static let wholeProgramme = "*"
}
