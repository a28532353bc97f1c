import Agent
import Commands
import Glibc
import Seals

/// `dashboard password`: the line of an accounts file.
enum PasswordCommand {
    private static let officer = Argument("OFFICER", "the officer's id", .text)
    private static let shortest = 10

    static let command = Command(
        "password", "reads a password from standard input and prints the account's line", [officer],
        details: """
            The line goes into the accounts file, under `accounts:`. The password is kept as Argon2id (RFC 9106).
            """
    ) { values in
        guard let password = readLine(strippingNewline: true), password.count >= shortest else {
            throw CommandFailure(.dataError, "A password has \(shortest) characters or more.")
        }
        guard let hash = PasswordHash(of: password) else {
            throw CommandFailure(.dataError, "The password is longer than \(PasswordHash.maximumPasswordBytes) bytes.")
        }
        Console.standard.write("  - {officer: \(values[officer]), password: \"\(hash)\"}\n")
    }
}
