import Commands
import Glibc

@main
struct Main {
    static let command = Command(
        "dashboard", "shows the topics, the agents and the money of an installation", version: "0.1.0",
        subcommands: [ServeCommand.command, PasswordCommand.command, BenchCommand.command])

    @MainActor
    static func main() async {
        // Before any thread starts, so that only `serve` hears of them, where it waits.
        if CommandLine.arguments.dropFirst().first == "serve" {
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGTERM)
            sigaddset(&signals, SIGINT)
            pthread_sigmask(SIG_BLOCK, &signals, nil)
        }
        await command.main()
    }
}
