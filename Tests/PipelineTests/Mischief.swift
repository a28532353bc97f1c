import Agent
import Awards
import Log
import Messages
import Synchronization

@testable import Calculator
@testable import Verifier

/// What is wrong with the deciders of a run: an error that is mended in its middle, or something that is broken on
/// purpose, to see that it is noticed.
///
/// A run is one thread's, and its deciders ask for the mischief that is current there.
final class Mischief: Sendable {
    /// One sentence of how a round closes that does not hold.
    enum Broken: CaseIterable {
        /// An intake says that all is there before its clock is past the deadline.
        case earlyClock
        /// The guide of the close is the newest, not that with which the round was opened.
        case newestGuide
        /// A version counts by when the first one was received.
        case anyVersion
        /// A version is known by claim and number alone.
        case anyOffice
        /// What a task holds back is not named with the marker.
        case nothingHeld
        /// Dead letters are not named with the marker.
        case lettersNotHeld
        /// What was decided on other rows is not verified again at the register's marker.
        case notAgain
        /// The close waits for no register.
        case noRegisters
        /// Refusals and withdrawals end with the assess stage.
        case notPassedOn
        /// A dead letter that is retried is not reported.
        case notReported
        /// The round knows assessments only as long as its process lives.
        case noTable
        /// The verifier loses each correction.
        case lostVersions
    }

    @TaskLocal static var current: Mischief?

    let broken: Broken?
    /// Whether some records make the deciders throw until they are mended.
    let isPoisoned: Bool
    private let mended = Atomic(false)

    init(_ broken: Broken? = nil, isPoisoned: Bool = false) {
        self.broken = broken
        self.isPoisoned = isPoisoned
        if !isPoisoned { mended.store(true, ordering: .relaxed) }
    }

    var isMended: Bool { mended.load(ordering: .relaxed) }
    func mend() { mended.store(true, ordering: .relaxed) }

    static func isBroken(_ what: Broken) -> Bool { current?.broken == what }

    struct Poisoned: Error, CustomStringConvertible {
        let name: String
        var description: String { "the program cannot use \(name)" }
    }

    /// Of some dead letters the bytes are left out, as of records that are large: nobody knows which version they hold.
    static func illegible<Input, Output>(_ change: Change<Input, Output>) -> Change<Input, Output> {
        guard case .buried(var letter) = change, letter.recordDigest.utf8.last?.isMultiple(of: 2) == true else {
            return change
        }
        letter.record = nil
        return .buried(letter)
    }

    /// Throws for some versions, each in one of the stages.
    static func taste(_ of: ClaimVersion, in stage: UInt64) throws {
        guard let current, !current.isMended else { return }
        let name = "\(of.claim)@\(of.office)#\(of.version)"
        if name.utf8.reduce(17, { ($0 &* 31 &+ UInt64($1)) % 1_009 }) % 8 == stage { throw Poisoned(name: name) }
    }
}

/// A decider as it is, but for the mischief that is current.
struct Tampered<Inner: Decider & Sendable>: Decider, Sendable {
    typealias Input = Inner.Input
    typealias Output = Inner.Output
    typealias State = Inner.State

    let inner: Inner
    var hears: @Sendable (Input) throws -> Input = { $0 }
    var decides: @Sendable (Input) throws -> Void = { _ in }
    var says: @Sendable (State, Input?, Output) -> Output? = { $2 }
    var reports: @Sendable () -> Bool = { true }
    var learns: @Sendable (Change<Input, Output>) -> Change<Input, Output>? = { Mischief.illegible($0) }

    func input(from record: Record) throws -> Input? { try inner.input(from: record).map(hears) }

    func decide(_ state: State, _ input: Input) throws -> Decision<Output> {
        try decides(input)
        let decision = try inner.decide(state, input)
        return Decision(decision.outputs.compactMap { says(state, input, $0) }, plan: decision.plan)
    }

    func resolve(_ state: State, letter: String, _ input: Input?) throws -> [Output] {
        reports() ? try inner.resolve(state, letter: letter, input) : []
    }

    func proceed(_ state: State, with plan: Plan) throws -> PlanStep<Output> {
        let step = try inner.proceed(state, with: plan)
        return PlanStep(step.outputs.compactMap { says(state, nil, $0) }, cursor: step.cursor, time: step.time)
    }

    func evolve(_ state: inout State, _ change: Change<Input, Output>) {
        if let change = learns(change) { inner.evolve(&state, change) }
    }

    func write(_ output: Output, to buffer: OutputBuffer) throws { try inner.write(output, to: buffer) }
    func output(from record: Record) throws -> Output { try inner.output(from: record) }
    func oldestOpenMs(_ state: State) -> Int64? { inner.oldestOpenMs(state) }
}

extension Tampered<VerifyDecider> {
    init(_ verify: VerifyDecider) {
        inner = verify
        decides = { input in
            switch input {
            case .claim(let claim): try Mischief.taste(ClaimVersion(of: claim), in: 0)
            case .withdrawn(let withdrawn): try Mischief.taste(withdrawn.of, in: 0)
            default: break
            }
        }
        reports = { !Mischief.isBroken(.notReported) }
        says = { _, input, output in
            switch output {
            case .complete(var complete):
                if Mischief.isBroken(.nothingHeld) { complete.held = [] }
                if Mischief.isBroken(.lettersNotHeld) { complete.held.removeAll { $0.cause == .letter } }
                return .complete(complete)
            case .verified, .refused, .waiting, .review:
                if case .claim(let claim)? = input, claim.version > 1, Mischief.isBroken(.lostVersions) { return nil }
                switch input {
                case nil, .imported?, .closing?: return Mischief.isBroken(.notAgain) ? nil : output
                default: return output
                }
            case .attested, .withdrawn, .finding, .resolved, .answer: return output
            }
        }
    }
}

extension Tampered<AssessDecider> {
    init(_ assess: AssessDecider) {
        inner = assess
        decides = { input in
            switch input {
            case .verified(let verified, in: _): try Mischief.taste(verified.of, in: 1)
            case .refused(let refused): try Mischief.taste(refused.of, in: 1)
            case .withdrawn(let withdrawn): try Mischief.taste(withdrawn.of, in: 1)
            default: break
            }
        }
        reports = { !Mischief.isBroken(.notReported) }
        says = { _, _, output in
            guard case .assessed(let assessed) = output, Mischief.isBroken(.notPassedOn) else { return output }
            return assessed.outcome == .refused || assessed.outcome == .withdrawn ? nil : output
        }
    }
}

extension Tampered<RoundDecider> {
    init(_ round: RoundDecider) {
        inner = round
        hears = { input in
            guard case .assessed(var assessed) = input else { return input }
            if Mischief.isBroken(.anyVersion) { assessed.of.lodged = assessed.of.received }
            if Mischief.isBroken(.anyOffice) { assessed.of.office = World.counties[0] }
            return .assessed(assessed)
        }
        says = { state, _, output in
            guard case .closing(var closing) = output else { return output }
            if Mischief.isBroken(.newestGuide) { closing.guide = state.guides["\(World.programme)/\(World.period)"] }
            if Mischief.isBroken(.noRegisters) { closing.registers = [] }
            return .closing(closing)
        }
        learns = { change in
            if case .row(.assessed) = change, Mischief.isBroken(.noTable) { return nil }
            return change
        }
    }
}
