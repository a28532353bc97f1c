import Agent
import Awards
import Commands
import Documents
import Messages
import Seals

/// Claims of the livestream clause through the verify stage's rules: read, decided, evolved, written; no log.
struct ClaimBench {
    private let decider: VerifyDecider
    private let adopted: PolicyAdopted
    private static let firms = 100_000

    init(policy: String, offices: String) throws {
        guard let task = TaskName("150200.verify.0") else { preconditionFailure("no task") }
        decider = try VerifyDecider(task, try Offices.load(path: offices))
        let bytes = try Document.read(policy)
        var adopted = PolicyAdopted()
        adopted.programme = "baotou-2022"
        adopted.digest = SHA256.digest(of: bytes).description
        adopted.bytes = Base64Data(bytes)
        self.adopted = adopted
    }

    func fill(_ count: Int) throws -> StateStore {
        let store = StateStore()
        var state = VerifyState(store)
        decider.evolve(&state, .row(.policy(adopted)))
        let firms = min(count, Self.firms)
        for number in 0..<firms { fill(&state, PackedUSCC(MemoryBench.code(number))) }
        store.commit()
        let rows = store.count
        let payloads = (0..<firms).map { claim($0).bytes }
        let began = ContinuousClock.now
        var verified = 0
        var buffer = ByteBuffer(capacity: 1 << 20)
        for number in 0..<count {
            var claim = try ClaimSubmitted(reading: payloads[number % firms])
            claim.id = "c-\(number)"
            for output in try decider.decide(state, .claim(claim)).outputs {
                decider.evolve(&state, .output(output))
                guard case .verified(let message) = output else { continue }
                message.write(into: &buffer)
                verified += 1
            }
            if number % 5_000 == 4_999 {
                store.commit()
                buffer = ByteBuffer(capacity: 1 << 20)
            }
        }
        store.commit()
        Console.standard.write(
            "\(verified) of \(count) claims are verified in \(ContinuousClock.now - began); "
                + "\(store.count - rows) rows of state for them\n")
        return store
    }

    private func fill(_ state: inout VerifyState, _ firm: PackedUSCC) {
        state.take(
            .registration, firm, "", asOf: 19_400,
            ["status": .text("存续"), "registered_in": .text("包头"), "established_on": .text("2021-01-15")])
        state.take(.tax, firm, "2022", asOf: 19_400, ["local_sales": MemoryBench.amount(30_000_000)])
        state.take(
            .inspection, firm, "", asOf: 19_400,
            [
                "area_m2": MemoryBench.amount(1_200), "rooms": MemoryBench.amount(6),
                "active_anchors": MemoryBench.amount(12),
            ])
    }

    private func claim(_ number: Int) -> ClaimSubmitted {
        var claim = ClaimSubmitted()
        claim.id = "c"
        claim.office = "150204"
        claim.programme = "baotou-2022"
        claim.clause = "7-1"
        claim.period = "2022"
        claim.applicant = MemoryBench.code(number)
        claim.facts = [
            "area_m2": MemoryBench.amount(1_200), "rooms": MemoryBench.amount(6),
            "active_anchors": MemoryBench.amount(12), "local_sales": MemoryBench.amount(31_000_000),
        ]
        claim.received = Moment("2023-03-01T09:00:00+08:00") ?? Moment()
        claim.lodged = claim.received
        return claim
    }
}
