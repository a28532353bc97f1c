import Agent
import Awards
import Commands
import Log
import TestSupport

/// An agent for tests with real processes: the tally as stage `echo`, in as many tasks as there are partitions.
@main
struct TestAgent {
    @MainActor
    static func main() async {
        let stage = StageOf<TallyDecider>(.echo) { task, offices in
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
        let program = AgentProgram(.echo, build: "test", stages: [stage])
        await Command("test-agent", "counts what it hears", version: "test", subcommands: [program.run]).main()
    }
}
