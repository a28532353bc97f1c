import Agent
import Awards
import Decimals
import Log
import Messages
import Testing

@testable import Calculator

/// The assess stage passes markers on with what is still held, and says what became of dead letters.
struct AssessMarkTests {
    private func held(_ claim: ClaimVerified, _ cause: HeldVersion.Cause, letter: String? = nil) -> HeldVersion {
        HeldVersion(claim.of, claim.number, cause, letter)
    }

    /// A run that knows the policy, and a round of clause 7-1.
    private func started(_ restarts: Bool) throws -> AssessRun {
        let run = try AssessRun(restarts: restarts)
        try run.tell(Verified.policy(), on: "programmes")
        try run.tell(Verified.round(["7-1"]), on: "rounds")
        return run
    }

    // MARK: Markers

    @Test("a county's marker is passed on as it is, with what the verifier holds", arguments: [false, true])
    func passesOn(restarts: Bool) throws {
        let run = try started(restarts)
        let theirs = held(Verified.claim("c-9"), .review)
        var first = Verified.mark("150207", held: [theirs])
        first.more = true
        first.partition = 0
        try run.tell(Verified.claim("c-1"), first, Verified.mark("150207", held: [theirs]))
        let marks = try run.written(AssessComplete.self)
        #expect(marks.map(\.more) == [true, nil])
        for mark in marks {
            #expect(mark.round == "baotou-2022/2023/7-1" && mark.office == "150207" && mark.register == nil)
            #expect(mark.versions == 3 && mark.digest == first.digest && mark.partition == 0)
            #expect(mark.held == [theirs])
        }
        try run.tell(Verified.mark(nil, register: RegisterDay("tax", "2024-06-30")))
        #expect(try run.lastMark.register == RegisterDay("tax", "2024-06-30"))
        #expect(try run.lastMark.office == nil && run.lastMark.held == [])
        try run.expectSameInReplay()
    }

    @Test("dead letters of the county and the round are held, and none of another's", arguments: [false, true])
    func letters(restarts: Bool) throws {
        let run = try started(restarts)
        try run.tell(Verified.round(["8"]), on: "rounds")
        let poison = Verified.poison("c-1", number: 4)
        let far = Verified.poison("c-2", office: "150223")
        try run.tell(poison, far, Verified.poison("c-3", clause: "8"), Verified.claim("c-4"))
        let letters = try run.letters
        #expect(letters.count == 3)
        try run.tell(Verified.mark("150207"), Verified.mark("150223"), Verified.mark("150221"))
        let own = held(poison, .letter, letter: letters[0].id)
        let theirs = held(far, .letter, letter: letters[1].id)
        #expect(try run.written(AssessComplete.self).map(\.held) == [[own], [theirs], []])
        try run.tell(Verified.mark(nil, register: RegisterDay("tax", "2024-06-30")))
        #expect(try run.lastMark.held == [own, theirs])
        try run.expectSameInReplay()
    }

    @Test("a letter that cannot be read might be any county's, if it is of a verification", arguments: [false, true])
    func unreadable(restarts: Bool) throws {
        let run = try started(restarts)
        try run.write(Array("{".utf8), ClaimRefused.type)
        try run.write(Array("{".utf8), LetterResolved.type)
        try run.write(Array("{".utf8), RoundOpened.type, on: "rounds")
        try run.tell(Verified.mark("150207"), Verified.mark("150223"))
        let letters = try run.letters
        #expect(letters.count == 3)
        let refused = try #require(letters.first { $0.failedType == ClaimRefused.type })
        let held = HeldVersion(nil, 1, .letter, refused.id)
        #expect(try run.written(AssessComplete.self).map(\.held) == [[held], [held]])
        try run.expectSameInReplay()
    }

    @Test("what waits for its terms is held, an amount that an officer decides is not", arguments: [false, true])
    func waiting(restarts: Bool) throws {
        let run = try AssessRun(restarts: restarts)
        let claim = Verified.claim("c-1", number: 2)
        var refused = ClaimRefused()
        refused.of = Verified.claim("c-2").of
        try run.tell(claim, refused, Verified.claim("c-3", office: "150223"), Verified.mark("150207"))
        #expect(
            try Set(run.lastMark.held.map { $0.of?.claim }) == ["c-1", "c-2"]
                && run.lastMark.held.allSatisfy { $0.cause == .row && $0.letter == nil })
        #expect(try run.lastMark.held.contains(held(claim, .row)))
        try run.tell(Verified.policy(), on: "programmes")
        try run.tell(Verified.round(["7-1"]), on: "rounds")
        try run.tell(Verified.mark("150207"))
        #expect(try run.lastMark.held == [])
        #expect(
            try Set(run.written(ClaimAssessed.self).filter { $0.outcome != .waiting }.map(\.of.claim)) == [
                "c-1", "c-2", "c-3",
            ])
        try run.expectSameInReplay()
    }

    @Test func anAmountThatAnOfficerDecidesIsNotHeld() throws {
        let decider = AssessDecider(
            try #require(TaskName("150200.assess.0")), try Offices.load(path: "deploy/offices.yaml"))
        var state = AssessState(StateStore())
        var assessed = ClaimAssessed()
        assessed.of = Verified.claim("c-1").of
        assessed.outcome = .refer
        var review = ReviewRequested()
        review.id = "r-1"
        review.of = assessed.of
        review.verified = Verified.claim("c-1")
        for output in [AssessDecider.Output.assessed(assessed), .review(review)] {
            decider.evolve(&state, .output(output))
        }
        guard case .complete(let complete)? = decider.pass(state, Verified.mark("150207")).first else {
            Issue.record("no marker")
            return
        }
        #expect(complete.held == [])
    }

    @Test func whatIsHeldGoesOverSeveralRecordsWhoseLastIsTheMarker() throws {
        let decider = AssessDecider(
            try #require(TaskName("150200.assess.0")), try Offices.load(path: "deploy/offices.yaml"))
        var state = AssessState(StateStore())
        for number in 0..<1_500 {
            var letter = DeadLetter()
            letter.id = "letter \(number)"
            letter.originTopic = "150200.verifications"
            letter.failedType = ClaimVerified.type
            letter.record = Base64Data(Verified.poison("c-\(number)").bytes)
            decider.evolve(&state, .buried(letter))
        }
        let theirs = (0..<1_000).map { held(Verified.claim("v-\($0)"), .row) }
        func passed(_ more: Bool?) -> [AssessComplete] {
            var mark = Verified.mark("150207", held: theirs)
            mark.more = more
            return decider.pass(state, mark).compactMap { output in
                guard case .complete(let complete) = output else { return nil }
                return complete
            }
        }
        #expect(passed(true).map(\.held.count) == [1_000])
        let last = passed(nil)
        #expect(last.map(\.held.count) == [1_000, 1_000, 500] && last.map(\.more) == [true, true, nil])
        #expect(Set(last.flatMap(\.held).map { $0.of?.claim }).count == 2_500)
        #expect(Set(last.map(\.recordID)).count == 3)
    }

    // MARK: Letters

    @Test("a letter of its own is reported when it was decided, whatever became of it", arguments: [false, true])
    func ownLetters(restarts: Bool) throws {
        let run = try started(restarts)
        try run.tell(Verified.poison("c-1"), Verified.poison("c-2"), Verified.claim("c-2", number: 2))
        let letters = try run.letters
        // It fails again, and is still the one letter.
        try run.retry(letters[0], as: Verified.poison("c-1"))
        try run.tell(Verified.mark("150207"))
        #expect(try run.lastMark.held.map(\.letter) == letters.map(\.id))
        #expect(try run.written(LetterResolved.self).isEmpty)
        try run.retry(try #require(try run.letters.last), as: Verified.claim("c-1"))
        // An older verification than the one that was assessed.
        try run.retry(letters[1], as: Verified.claim("c-2"))
        let resolved = try run.written(LetterResolved.self)
        #expect(resolved.map(\.letter) == letters.map(\.id))
        #expect(resolved.map { $0.of?.claim } == ["c-1", "c-2"] && resolved.allSatisfy { $0.isOpen == nil })
        #expect(
            try run.written(ClaimAssessed.self).map { "\($0.of.claim) \($0.number)" } == ["c-2 2", "c-1 1"])
        try run.tell(Verified.mark("150207"))
        #expect(try run.lastMark.held == [])
        // Once more it is nobody's letter.
        try run.retry(letters[0], as: Verified.claim("c-1"))
        #expect(try run.written(LetterResolved.self).count == 2)
        try run.expectSameInReplay()
    }

    @Test("a letter that could not be read tells its version when it is retried, also that it waits now")
    func mended() throws {
        let run = try started(false)
        try run.write(Array("{".utf8), ClaimVerified.type)
        try run.write(Array("[".utf8), ClaimVerified.type)
        try run.run()
        var waits = Verified.claim("c-2")
        waits.of.programme = "nm39-2022"
        let letters = try run.letters
        try run.retry(letters[0], as: Verified.claim("c-1"))
        try run.retry(letters[1], as: waits)
        let resolved = try run.written(LetterResolved.self)
        #expect(resolved.map(\.of) == [Verified.claim("c-1").of, waits.of])
        #expect(resolved.map(\.isOpen) == [nil, true])
        try run.expectSameInReplay()
    }

    @Test("a letter of the verifier's is passed on, as open where what it held lies here", arguments: [false, true])
    func passedOn(restarts: Bool) throws {
        let run = try started(restarts)
        var resolved = LetterResolved()
        resolved.letter = "letter 1"
        resolved.of = Verified.claim("c-1").of
        try run.tell(Verified.claim("c-1"), resolved)
        #expect(try run.written(LetterResolved.self).last == resolved)
        var other = resolved
        other.letter = "letter 2"
        other.of = Verified.claim("c-2").of
        try run.tell(Verified.poison("c-2"), other)
        #expect(try run.written(LetterResolved.self).last?.isOpen == true)
        // Said again once it does not.
        let letter = try #require(try run.letters.first)
        try run.retry(letter, as: Verified.claim("c-2"))
        let last = try #require(try run.written(LetterResolved.self).last)
        #expect(last.letter == letter.id && last.of == other.of && last.isOpen == nil)
        var early = resolved
        early.letter = "letter 3"
        early.of?.claim = "c-3"
        early.of?.programme = "nm39-2022"
        var waits = Verified.claim("c-3")
        waits.of.programme = "nm39-2022"
        try run.tell(waits, early)
        #expect(try run.written(LetterResolved.self).last?.isOpen == true)
        try run.expectSameInReplay()
    }

    // MARK: Terms of the round

    @Test("a guide that comes late changes no round that is open", arguments: [false, true])
    func lateGuide(restarts: Bool) throws {
        let run = try started(restarts)
        var guide = GuideSet()
        guide.programme = "baotou-2022"
        guide.year = 2023
        guide.digest = Verified.mark(nil).digest ?? ""
        guide.facts = ["fx_usd_cny": .number(Decimal128(7))]
        guide.order = "o-1"
        try run.tell(guide, on: "programmes")
        try run.tell(Verified.claim("c-1"))
        #expect(try run.written(ClaimAssessed.self).map(\.guide) == [nil])
        #expect(try run.written(ClaimAssessed.self).map(\.outcome) == [.award])
    }

    @Test("a version that cannot be assessed when its terms come holds nobody else up", arguments: [false, true])
    func stuck(restarts: Bool) throws {
        let run = try AssessRun(restarts: restarts)
        try run.tell(Verified.claim("c-1"), Verified.poison("c-2"), Verified.claim("c-3"))
        try run.tell(Verified.policy(), on: "programmes")
        try run.tell(Verified.round(["7-1"]), on: "rounds")
        try run.tell(Verified.round(["8"]), on: "rounds")
        try run.tell(Verified.claim("c-4"), Verified.mark("150207"))
        let assessed = try run.written(ClaimAssessed.self)
        #expect(
            assessed.dropFirst(3).map { "\($0.of.claim) \($0.outcome) \($0.reason ?? "")" } == [
                "c-1 award ", "c-2 waiting cannot_be_assessed", "c-3 award ", "c-4 award ",
            ])
        #expect(try run.letters.isEmpty)
        #expect(try run.lastMark.held == [held(Verified.poison("c-2"), .row)])
        try run.tell(Verified.claim("c-2", number: 2), Verified.mark("150207"))
        #expect(try run.written(ClaimAssessed.self).last?.outcome == .award)
        #expect(try run.lastMark.held == [])
        try run.expectSameInReplay()
    }
}
