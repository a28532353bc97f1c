import Agent
import Awards
import Commands
import Glibc
import Log
import TestSupport

/// Agents for tests with real processes: `run` is the tally as stage `echo`, in as many tasks as there are partitions;
/// `reader run` is a second stage, `settle`, that hears the tally's first partition.
///
/// `DUIXIAN_TEST_MUTANT` names a promise that the agent's log breaks: see `Mutation`.
@main
struct TestAgent {
    @MainActor
    static func main() async {
        let agent = AgentProgram(.echo, build: "test", stages: [mutated(tally)])
        let reader = AgentProgram(.settler, build: "test", stages: [tallyReader])
        await Command(
            "test-agent", "counts what it hears", version: "test",
            subcommands: [
                agent.run, Command("reader", "hears what the tally says", subcommands: [reader.run]),
            ]
        ).main()
    }

    private static func mutated(_ stage: some StageProgram) -> any StageProgram {
        guard let name = getenv("DUIXIAN_TEST_MUTANT") else { return stage }
        guard let mutation = Mutation(rawValue: String(cString: name)) else {
            preconditionFailure("there is no mutation \(String(cString: name))")
        }
        return MutantStage(stage, mutation)
    }

    private static let tally = StageOf<TallyDecider>(.echo) { task, offices in
        let division = "\(task.division)"
        let partition = Int32(task.number)
        let specification = TaskSpecification(
            task,
            sources: [
                .init(TopicPartition("\(division).claims", partition)),
                .init(TopicPartition("\(division).registers", partition), isTable: true, isDigested: true),
            ], outputs: ["\(division).tallies"], retryPartitions: [partition])
        let decider = TallyDecider(
            tallies: "\(division).tallies", partition: partition, rows: "\(division).registers")
        return (specification, decider)
    }

    private static let tallyReader = StageOf<TallyReader>(.settle) { task, offices in
        let division = "\(task.division)"
        let specification = TaskSpecification(
            task, sources: [.init(TopicPartition("\(division).tallies", 0))], outputs: ["\(division).settlements"])
        return (specification, TallyReader(output: "\(division).settlements"))
    }
}
