import Commands
import Feel
import Glibc
import Lines
import Messages

/// `calculator feel`: the language of the policies, by itself.
enum FeelCommand {
    private static let expression = Argument(optional: "EXPRESSION", "an expression of FEEL", .text)
    private static let lines = Flag("lines", "reads expressions from standard input, a JSON string a line")

    static let command = Command(
        "feel", "computes an expression of FEEL (OMG DMN 1.5)", [expression, lines],
        details: """
            The value is printed as JSON: {"number": "0.872"}, {"string": "foo"}, true, null, a list, or an object. \
            With --lines an expression that cannot be read gives null, as DMN has it.
            """
    ) { values in
        if values[lines] {
            var output = LineOutput()
            var input = LineInput()
            while let line = input.next() { output.write(answer(to: line) + "\n") }
            output.flush()
            return
        }
        guard let text = values[expression] else {
            throw CommandFailure(.usage, "Give an expression, or --lines for many on standard input.")
        }
        do throws(FeelError) {
            let formula = try Formula(Expression.parse(text), now: now())
            Console.standard.write(formula.value().notation + "\n")
        } catch {
            throw CommandFailure(.dataError, "\(error)")
        }
    }

    /// The clock stands outside the language: what it shows is given to each expression.
    private static func now() -> Feel.Moment? {
        Feel.Moment(secondsSince1970: Int64(time(nil)), offset: eastEightSeconds)
    }

    /// Asia/Shanghai.
    private static let eastEightSeconds: Int32 = 8 * 3600

    private static func answer(to line: [UInt8]) -> String {
        guard case .text(let text)? = try? Fact(json: line) else {
            return #"{"error":"expected a JSON string with an expression"}"#
        }
        guard let expression = try? Expression.parse(text), let formula = try? Formula(expression, now: now())
        else { return "null" }
        return formula.value().notation
    }
}
