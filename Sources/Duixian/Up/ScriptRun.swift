import Agent
import Awards
import CLinux
import Commands
import Dispatch
import Documents
import FoundationEssentials
import Glibc
import Synchronization

/// Runs the commands of a script's steps, as people would type them.
final class ScriptRun: Sendable {
    /// What the commands said of the rows of tables, summed up.
    struct Rows {
        var refused = 0
        var unchanged = 0
        var requestsRefused = 0
    }

    private static let mostAttempts = 3

    private let script: Script
    private let supervisor: Supervisor
    /// Where files are copied to before they are read: a command writes what is wrong with one beside it.
    private let files: String
    /// What every command is told besides its own words.
    private let common: [String]
    /// What those of an intake are told.
    private let stateFolder: String
    private let logFile: String
    private let rows = Mutex(Rows())
    /// What commands said that later ones need, by name.
    private let kept = Mutex<[String: String]>([:])
    private let logLock = Mutex(())

    init(_ script: Script, folder: String, common: [String], stateFolder: String, _ supervisor: Supervisor) throws {
        self.script = script
        self.supervisor = supervisor
        files = "\(folder)/files"
        self.common = common
        self.stateFolder = stateFolder
        logFile = "\(folder)/commands.log"
        try FolderTree.make(files)
    }

    var sums: Rows { rows.withLock { $0 } }

    /// Runs the step's commands: those of one office in their order, those of different offices side by side.
    ///
    /// - Throws: the failure of the first command that does not end as it must.
    func run(_ step: Script.Step) throws {
        var offices: [Division] = []
        for command in step.commands where !offices.contains(command.office) { offices.append(command.office) }
        let failure = Mutex<(any Error)?>(nil)
        let order = offices
        DispatchQueue.concurrentPerform(iterations: order.count) { index in
            do {
                for command in step.commands where command.office == order[index] {
                    guard failure.withLock({ $0 == nil }) else { return }
                    try run(command)
                }
            } catch {
                failure.withLock { $0 = $0 ?? error }
            }
        }
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    private func run(_ command: Script.Command) throws {
        let program = command.words[0]
        if program == "bank" { return try TrialBank.answer(command.words.dropFirst().map { try word($0) }) }
        if program == "worker" { return try control(command) }
        guard let path = Executable.beside(program) else {
            throw CommandFailure(.unavailable, "This build has no \(program), which the script asks for.")
        }
        var words = try command.words.dropFirst().map { try word($0) } + common
        // A report is an order, which needs no state of the office.
        if program == "intake", command.words.dropFirst().first != "report" { words += ["--state", stateFolder] }
        let output = "\(files)/output-\(UUID().uuidString)"
        defer { unlink(output) }
        let result = Result {
            command.requests.isEmpty
                ? try Child(path, words, output: output).end()
                : try serve(path, words, command.requests, output: output)
        }
        let said = Self.text(output)
        note("$ \(([program] + words).joined(separator: " "))\n\(said)")
        count(said)
        let code = try result.get()
        guard code == command.exits else {
            throw CommandFailure(
                .software,
                "\(command.words.joined(separator: " ")) ended with \(code) instead of \(command.exits): "
                    + "\(said.split(separator: "\n").suffix(3).joined(separator: " ")) (see \(logFile))")
        }
        for kept in command.keeps { try keep(kept, of: said) }
    }

    /// Stops or starts a worker of the office, as its operator would.
    private func control(_ command: Script.Command) throws {
        let words = command.words
        guard words.count == 3, ["stop", "start"].contains(words[1]) else {
            throw CommandFailure(.dataError, "worker takes stop or start, and a name, not \(words.dropFirst()).")
        }
        let name = "\(command.office).\(words[2])"
        note("$ \(words.joined(separator: " ")) (\(command.office))\n")
        guard words[1] == "stop" ? supervisor.pause(name) : supervisor.resume(name) else {
            throw CommandFailure(.dataError, "There is no worker \(name) to \(words[1]).")
        }
    }

    private func keep(_ keeps: Script.Kept, of said: String) throws {
        let parts = said.split(separator: keeps.behind, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, var word = parts[1].split(whereSeparator: \.isWhitespace).first else {
            throw CommandFailure(
                .software, "Nothing stands behind “\(keeps.behind)” in what was said: \(said) (see \(logFile))")
        }
        // The end of a sentence is none of it.
        if word.last == "." { word.removeLast() }
        kept.withLock { $0[keeps.name] = String(word) }
    }

    /// A word of the script, with what was kept in its place; for one that names a file of the script the copy of that
    /// file, and for one that names a file of the commands where that lies.
    private func word(_ word: String) throws -> String {
        var word = word
        for (name, said) in kept.withLock({ $0 }) { word = word.replacing("${\(name)}", with: said) }
        guard !word.contains("${") else { throw CommandFailure(.dataError, "No command before has kept \(word).") }
        if word.first == "&" { return "\(files)/\(word.dropFirst())" }
        guard word.first == "@" else { return word }
        let source = "\(script.folder)/\(word.dropFirst())"
        let copy = "\(files)/\(word.split(separator: "/").last.map(String.init) ?? word)"
        let bytes: [UInt8]
        do { bytes = try Document.read(source) } catch { throw CommandFailure(.dataError, error.description) }
        try Data(bytes).write(to: URL(filePath: copy))
        return copy
    }

    // MARK: Servers

    /// Starts a server, sends it the requests, and tells it to end.
    private func serve(
        _ path: String, _ words: [String], _ requests: [Script.Request], output: String
    ) throws -> Int {
        let (server, port) = try start(path, words, output: output)
        do {
            for request in requests { try send(request, to: HTTPClient(port: port)) }
        } catch {
            server.terminate()
            throw error
        }
        server.terminate()
        return try server.end()
    }

    private func send(_ request: Script.Request, to client: HTTPClient) throws {
        let body = try Document.read(try word(request.body))
        var attempts = 1
        var answer: (status: Int, body: String)?
        while answer == nil {
            do {
                answer = try client.send(request.line, body)
            } catch {
                // As any client would: the same claim again changes nothing.
                note("> \(request.line) \(request.body)\n\(error)\n")
                guard attempts < Self.mostAttempts else { throw error }
                attempts += 1
            }
        }
        guard let answer else { return }
        note("> \(request.line) \(request.body)\n\(answer.status) \(answer.body)\n")
        if answer.status >= 400 { rows.withLock { $0.requestsRefused += 1 } }
        let isTakenBefore = attempts > 1 && request.answers == 201 && answer.status == 200
        guard answer.status == request.answers || isTakenBefore else {
            throw CommandFailure(
                .software,
                "\(request.line) was answered with \(answer.status) instead of \(request.answers): \(answer.body)")
        }
    }

    /// A server that says that it listens; another one may have taken the port that was free.
    private func start(_ path: String, _ words: [String], output: String) throws -> (Child, port: Int) {
        let deadline = WallClock.now() + 60_000
        let never = StopSignal()
        while true {
            let port = try FreePort.find()
            let server = try Child(path, words + ["--listen", "127.0.0.1:\(port)"], output: output)
            while true {
                let said = Self.text(output)
                if said.contains("http.listening") { return (server, port) }
                if let code = server.ended() {
                    guard code != ExitCode.configuration.rawValue, WallClock.now() < deadline else {
                        throw CommandFailure(.unavailable, "\(path) ended with \(code): \(said)")
                    }
                    break
                }
                guard WallClock.now() < deadline else {
                    server.terminate()
                    throw CommandFailure(.unavailable, "\(path) does not listen after 60 s: \(said)")
                }
                never.wait(milliseconds: 10)
            }
        }
    }

    private static func text(_ path: String) -> String {
        (try? Document.read(path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    // MARK: What commands say

    private func note(_ text: String) {
        logLock.withLock { _ in
            guard let file = fopen(logFile, "ae") else { return }
            fputs(text, file)
            fclose(file)
        }
    }

    /// `12 rows: 9 taken in, 0 corrected, 2 unchanged, 1 refused.`, and `1 rows were left out` of a register.
    private func count(_ said: String) {
        let words = said.split { $0 == " " || $0 == "," || $0 == "." || $0.isNewline }
        for (number, word) in zip(words, words.dropFirst()) {
            guard let number = Int(number) else { continue }
            switch word {
            case "refused": rows.withLock { $0.refused += number }
            case "unchanged": rows.withLock { $0.unchanged += number }
            case "rows" where said.contains("\(number) rows were left out"): rows.withLock { $0.refused += number }
            default: break
            }
        }
    }
}

/// A process that ends with the thread that started it.
struct Child: Sendable {
    private let process: pid_t

    init(_ path: String, _ words: [String], output: String) throws(CommandFailure) {
        let descriptor = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw CommandFailure(.cantCreate, "\(output) cannot be written.") }
        defer { close(descriptor) }
        var pointers = ([path] + words).map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        process = duixian_spawn(path, &pointers, descriptor)
        guard process > 0 else {
            throw CommandFailure(.temporary, "\(path) cannot be started: \(String(cString: strerror(errno))).")
        }
    }

    /// Tells it to end. It must not have been waited for.
    func terminate() { kill(process, SIGTERM) }

    /// The same as `end`, for a process that has ended; nil for one that runs. Not to be asked again when it has.
    func ended() -> Int? {
        var status: Int32 = 0
        return waitpid(process, &status, WNOHANG) == process ? Self.code(status) : nil
    }

    /// Waits for its end, once; its exit code, or 128 and the signal that ended it.
    func end() throws(CommandFailure) -> Int {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            guard errno == EINTR else { throw CommandFailure(.software, "process \(process) is not ours.") }
        }
        return Self.code(status)
    }

    private static func code(_ status: Int32) -> Int {
        Int(status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f))
    }
}
