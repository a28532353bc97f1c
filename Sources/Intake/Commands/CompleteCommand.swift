import Agent
import Awards
import Commands
import Messages

/// `intake complete`: says of a round that all is there, as the office's worker does by itself.
enum CompleteCommand {
    private static let round = Argument("ROUND", "the round's id, such as baotou-2022/2023/all", .text)

    static let command = Command(
        "complete", "says of a round that closes that all that was lodged by its deadline is there",
        [round, CommandOptions.at] + ClaimCommands.place,
        details: """
            The office's worker says so by itself once its clock is past the deadline, unless `complete` is set to \
            “asked”. Said again, it changes nothing.
            """
    ) { values in
        let place = try IntakePlace(AgentConfiguration(place: values, of: .intake, IntakePlace.settings))
        let desk = try place.desk(nowMs: CommandOptions.clock(values, place.offices))
        ClaimCommands.refresh(desk, place)
        let round = values[round]
        guard let closing = try desk.terms.terms().closing.first(where: { $0.round == round }) else {
            throw CommandFailure(.dataError, "No round \(round) closes, as far as this office knows.")
        }
        guard closing.offices.contains(place.configuration.office.code) else {
            throw CommandFailure(.dataError, "The round \(round) takes no claims of \(place.configuration.office).")
        }
        if try desk.completeRounds(partitions: place.offices.partitions, only: round) == [round] {
            Console.standard.write("All that was lodged for \(round) by \(closing.deadline) is there.\n")
        } else if desk.nowMs() > closing.deadline.milliseconds {
            Console.standard.write("That all is there for \(round) was said before.\n")
        } else {
            throw CommandFailure(
                .dataError, "Claims for \(round) may be lodged until \(closing.deadline); it is too early to say so.")
        }
    }
}
