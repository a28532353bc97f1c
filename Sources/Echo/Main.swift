import Agent
import Awards
import Commands
import Log

/// An agent that answers what it hears: it shows that an installation works.
@main
struct Main {
    static let stage = StageOf<EchoDecider>(.echo) { task, offices in
        let decider = EchoDecider(task, partitions: offices.partitions)
        return (decider.specification, decider)
    }

    @MainActor
    static func main() async {
        let program = AgentProgram(.echo, build: "0.1.0", stages: [stage])
        await Command(
            "echo-agent", "answers what it hears, to show that an installation works", version: "0.1.0",
            subcommands: [program.run]
        ).main()
    }
}
