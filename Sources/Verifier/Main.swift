import Agent
import Awards
import Commands
import Log
import Policy

/// The city's agent that checks claims against registers, and counts waybills.
@main
struct Main {
    /// Of all tasks of the process.
    static let rulebooks = Rulebooks()

    static let verify = StageOf<VerifyDecider>(.verify) { task, offices in
        let decider = try VerifyDecider(task, offices, rulebooks: rulebooks)
        return (decider.specification, decider)
    }

    static let waybills = StageOf<WaybillsDecider>(.waybills) { task, offices in
        let decider = try WaybillsDecider(task, offices, rulebooks: rulebooks)
        return (decider.specification, decider)
    }

    @MainActor
    static func main() async {
        let program = AgentProgram(.verifier, build: "0.1.0", stages: [verify, waybills])
        await Command(
            "verifier", "checks claims against registers", version: "0.1.0",
            subcommands: [
                program.run, ImportCommand.command, FormatsCommand.command, ReviewsCommand.command,
                ReviewCommand.command,
                MemoryBench.command,
            ]
        ).main()
    }
}
