import Testing

@testable import Agent

/// When a standby takes over: soon where the owner's port is closed, late where nothing is known, never beside it.
struct OwnerWatchTests {
    private typealias Answers = [Ownership.Answer]

    /// Feeds the answers, each with its moment; the moment at which the owner counts as gone.
    private func gone(_ looks: [(ms: Int64, answers: Answers)]) -> Int64? {
        var watch = OwnerWatch()
        return looks.first { watch.isGone($0.answers, nowMs: $0.ms) }?.ms
    }

    private func every200(_ answers: Answers, to endMs: Int64) -> [(ms: Int64, answers: Answers)] {
        stride(from: Int64(0), through: endMs, by: 200).map { ($0, answers) }
    }

    @Test("who lives is never taken over from", arguments: [TaskRole.owner, .starting])
    func lives(role: TaskRole) {
        #expect(gone(every200([.role(role)], to: 60_000)) == nil)
        #expect(gone(every200([.reset, .role(role)], to: 60_000)) == nil)
        #expect(gone(every200([.silent, .role(role)], to: 60_000)) == nil)
    }

    @Test(
        "how long it takes",
        arguments: [
            ([Ownership.Answer.reset], 1_000), ([.reset, .reset], 1_000), ([.role(.standby)], 1_000),
            ([.silent], 15_000),
            // One that is silent may be the owner.
            ([.reset, .silent], 15_000), ([.role(.standby), .silent], 15_000),
        ] as [([Ownership.Answer], Int64)])
    func limits(answers: [Ownership.Answer], limitMs: Int64) {
        #expect(gone(every200(answers, to: 60_000)) == limitMs)
    }

    @Test("a sign of life begins the time anew")
    func life() {
        var looks = every200([.reset], to: 800)
        looks.append((900, [.role(.starting)]))
        looks += [(1_000, [.reset]), (1_900, [.reset]), (2_000, [.reset])]
        #expect(gone(looks) == 2_000)
    }

    @Test("a port that is closed only after a silence takes its own second, the silence goes on")
    func mixed() {
        #expect(gone([(0, [.silent]), (5_000, [.reset]), (5_900, [.reset]), (6_000, [.reset])]) == 6_000)
        #expect(gone([(0, [.silent]), (14_000, [.reset]), (14_400, [.silent]), (15_000, [.silent])]) == 15_000)
    }

    @Test("it is suspicious while nobody seems to own the task")
    func suspicion() {
        var watch = OwnerWatch()
        #expect(!watch.isSuspicious)
        #expect(!watch.isGone([.reset], nowMs: 0) && watch.isSuspicious)
        #expect(!watch.isGone([.role(.owner)], nowMs: 10) && !watch.isSuspicious)
    }

    @Test(
        "what a probe says of a task",
        arguments: [
            (
                ProbeOutcome.answered(["150200.echo.0": .owner, "150200.echo.1": .standby]),
                Ownership.Answer.role(.owner)
            ),
            (.answered(["150200.echo.0": .starting]), .role(.starting)),
            // It lives and does not run the task: it does not own it.
            (.answered(["150200.echo.1": .owner]), .role(.standby)), (.answered([:]), .role(.standby)),
            (.reset, .reset), (.silent, .silent),
        ])
    func answers(outcome: ProbeOutcome, answer: Ownership.Answer) {
        #expect(Ownership.Answer(outcome, of: "150200.echo.0") == answer)
    }
}
