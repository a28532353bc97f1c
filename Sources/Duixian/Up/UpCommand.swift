import Agent
import Awards
import Commands
import Glibc
import Log

/// `duixian up`: a whole installation on one machine, for a trial.
enum UpCommand {
    private static let offices = Option(
        "offices", "FILE", "who the offices are", .file, default: "deploy/offices.yaml", environment: "DUIXIAN_OFFICES")
    private static let folder = Option(
        "folder", "FOLDER", "where log, snapshots and the workers' lines go; else below ~/.local/state", .file)
    private static let script = Option(
        "script", "FILE", "steps to run, such as deploy/demo/year.yaml; then it says what they came to, and ends", .file
    )
    private static let keep = Flag("keep", "goes on until Ctrl-C, instead of ending with the script")
    private static let dashboard = Option(
        "dashboard", "PORT", "also answers the dashboard of the office that verifies, on this machine",
        .integer(1...65_535))

    static let command = Command(
        "up", "runs the agents of all offices on this machine",
        [offices, CommandOptions.log, CommandOptions.config, folder, script, keep, dashboard],
        details: """
            It creates the topics, starts every worker of the offices' file whose program is built, and starts one that \
            dies again after half a second. What it started ends with it, however it ends.

            Without --log the log is a SQLite file in the folder. With a script that file is made afresh; without one it \
            goes on, until Ctrl-C. A log that --log names is never emptied: where it holds claims already, no step is \
            run, and what they came to is shown.
            """
    ) { values in
        signal(SIGPIPE, SIG_IGN)
        let stop = Interruption.signal()
        let path = values[offices]
        try Up(
            officesPath: path, offices: try Offices.load(path: path), folder: try values[folder] ?? defaultFolder(),
            address: try address(values), config: values[CommandOptions.config],
            script: try values[script].map { try Script.load(path: $0) }, keeps: values[keep],
            dashboard: values[dashboard], stop: stop
        ).run()
    }

    /// Nil for the folder's own.
    private static func address(_ values: Values) throws -> LogAddress? {
        if values[CommandOptions.log] == nil, values[CommandOptions.config] == nil { return nil }
        return try CommandOptions.address(values)
    }

    private static func defaultFolder() throws -> String {
        if let state = getenv("XDG_STATE_HOME").map({ String(cString: $0) }), state.hasPrefix("/") {
            return "\(state)/duixian/up"
        }
        guard let home = getenv("HOME").map({ String(cString: $0) }), home.hasPrefix("/") else {
            throw CommandFailure(.usage, "Neither HOME nor XDG_STATE_HOME says where to keep the log: give --folder.")
        }
        return "\(home)/.local/state/duixian/up"
    }
}
