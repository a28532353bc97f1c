import Commands
import Documents
import Foundation
import Synchronization
import Testing

private enum Start: String, CaseIterable {
    case beginning, end
}

private let brokers = Option("kafka", "HOST:PORT", "the brokers", environment: "TEST_KAFKA")
private let batch = Option(
    "batch", "RECORDS", "how many records at once", .integer(1...100), default: 10, environment: "TEST_BATCH")
private let from = Option<Start>("from", "WHERE", "where to begin", .choice(), default: .end)
private let limit = Option("limit", "COUNT", "the most to show", .integer(-5...5))
private let offices = Option(required: "offices", "FILE", "the offices", .file, environment: "TEST_OFFICES")
private let labels = Option(repeating: "label", "N", "labels", .integer(0...9))
private let all = Flag("all", "all partitions")
private let topic = Argument("TOPIC", "the topic")
private let partition = Argument(optional: "PARTITION", "one partition", .integer(0...9))
private let files = Argument(repeating: "FILE", "what to read", .file, atLeast: 1)

/// What a run wrote and how it ended.
private struct Outcome {
    var output = ""
    var errors = ""
    var code = ExitCode.ok
}

private func run(_ words: String..., environment: [String: String] = [:]) async -> Outcome {
    await run(words, environment: environment)
}

private func run(_ words: [String], environment: [String: String] = [:]) async -> Outcome {
    let written = Mutex((output: "", errors: ""))
    let console = Console(
        write: { text in written.withLock { $0.output += text } },
        writeError: { text in written.withLock { $0.errors += text } })
    let tail = Command(
        "tail", "shows a topic's records as JSON lines", [brokers, batch, from, limit, all, topic, partition]
    ) { values in
        let kafka = values[brokers] ?? "none"
        let limit = values[limit].map(String.init) ?? "none"
        let partition = values[partition].map(String.init) ?? "every"
        console.write(
            "\(kafka) \(values[batch]) \(values[from]) \(limit) \(values[all]) \(values[topic]) \(partition)")
    }
    let copy = Command("copy", "copies files", [files, offices, labels]) { values in
        await Task.yield()
        let labelled = values[labels].map { " as \($0)" }.joined()
        console.write("\(values.command): \(values[files].joined(separator: "+")) by \(values[offices])\(labelled)")
    }
    let fail = Command("fail", "fails", [topic]) { values in
        switch values[topic] {
        case "data": throw CommandFailure(.dataError, "line 3 is no record")
        case "document": _ = try Document.parse("a: [", file: "f.yaml")
        case "documents":
            throw DocumentErrors(["b", "c"].map { DocumentError(file: $0, mark: nil, path: "", message: "is bad") })
        default: throw CancellationError()
        }
    }
    let registers = Command(
        "register", "works on registers",
        subcommands: [
            Command("import", "imports one", [files]) { _ in console.write("imported") }
        ])
    let root = Command(
        "duixian", "the operator's command", version: "1.2.3", subcommands: [tail, copy, fail, registers])
    let code = await root.run(words, environment: environment, console: console)
    return written.withLock { Outcome(output: $0.output, errors: $0.errors, code: code) }
}

@Suite struct CommandTests {
    @Test func anOptionMayRepeat() async {
        let outcome = await run("copy", "--label", "3", "f", "--offices=o", "--label=1")
        #expect(outcome.output == "duixian copy: f by o as 3 as 1")
        #expect(await run("copy", "--help").output.contains("labels [may be repeated]"))
    }

    @Test func readsOptionsArgumentsAndDefaults() async {
        let environment = ["TEST_KAFKA": "env:1", "TEST_BATCH": ""]
        #expect(await run("tail", "t").output == "none 10 end none false t every")
        #expect(await run("tail", "t", environment: environment).output == "env:1 10 end none false t every")
        #expect(
            await run(
                "tail", "--kafka=a=b", "t", "--all", "--batch", "99", "3", "--from", "beginning", "--limit", "-5",
                environment: environment
            ).output == "a=b 99 beginning -5 true t 3")
        #expect(await run("tail", "--", "--all").output == "none 10 end none false --all every")
        #expect(await run("tail", "-").output == "none 10 end none false - every")
        #expect(await run("copy", "a", "--offices", "o", "b").output == "duixian copy: a+b by o")
        #expect(await run("copy", "a", environment: ["TEST_OFFICES": "p"]).output == "duixian copy: a by p")
        #expect(await run("register", "import", "x").output == "imported")
    }

    @Test(arguments: [
        ([], "duixian: a command is missing: tail, copy, fail, register (see duixian --help)"),
        (["tial"], "duixian: unknown command tial; did you mean tail? (see duixian --help)"),
        (["x"], "duixian: unknown command x; known are tail, copy, fail, register (see duixian --help)"),
        (["--versio"], "duixian: unknown option --versio; did you mean --version? (see duixian --help)"),
        (["register"], "duixian register: a command is missing: import (see duixian register --help)"),
        (["tail"], "duixian tail: TOPIC is missing: the topic (see duixian tail --help)"),
        (
            ["tail", "--kafak=x", "t"],
            "duixian tail: unknown option --kafak; did you mean --kafka? (see duixian tail --help)"
        ),
        (["tail", "--zzzzzzzz", "t"], "duixian tail: unknown option --zzzzzzzz (see duixian tail --help)"),
        (["tail", "-x", "t"], "duixian tail: unknown option -x (see duixian tail --help)"),
        (["tail", "--version"], "duixian tail: unknown option --version (see duixian tail --help)"),
        (["tail", "t", "1", "u"], "duixian tail: \"u\" is one argument too many (see duixian tail --help)"),
        (["tail", "--all=1", "t"], "duixian tail: --all takes no value (see duixian tail --help)"),
        (
            ["copy", "f", "--offices=o", "--label", "1", "--label=x"],
            "duixian copy: --label: expected a whole number from 0 to 9, found \"x\" (see duixian copy --help)"
        ),
        (["tail", "--all", "--all", "t"], "duixian tail: --all is given twice (see duixian tail --help)"),
        (
            ["tail", "t", "--kafka"],
            "duixian tail: --kafka needs a value, text: --kafka=HOST:PORT (see duixian tail --help)"
        ),
        (
            ["tail", "--kafka", "--all", "t"],
            "duixian tail: --kafka needs a value, text: --kafka=HOST:PORT (see duixian tail --help)"
        ),
        (
            ["tail", "t", "x"],
            "duixian tail: PARTITION: expected a whole number from 0 to 9, found \"x\" (see duixian tail --help)"
        ),
        (
            ["tail", "--batch=101", "t"],
            "duixian tail: --batch: expected a whole number from 1 to 100, found \"101\" (see duixian tail --help)"
        ),
        (
            ["tail", "--from=start", "t"],
            "duixian tail: --from: expected one of beginning, end, found \"start\" (see duixian tail --help)"
        ),
        (["copy", "--offices=o"], "duixian copy: FILE is missing: what to read (see duixian copy --help)"),
        (
            ["copy", "a"],
            "duixian copy: --offices (or the environment variable TEST_OFFICES) is missing: the offices "
                + "(see duixian copy --help)"
        ),
        (["--completion", "zsh"], "duixian: --completion knows one shell, bash (see duixian --help)"),
    ])
    func answersMistakes(words: [String], sentence: String) async {
        let outcome = await run(words)
        #expect(outcome.errors == sentence + "\n")
        #expect(outcome.code == .usage)
        #expect(outcome.output == "")
    }

    @Test func namesTheVariableThatIsWrong() async {
        let outcome = await run("tail", "t", environment: ["TEST_BATCH": "many"])
        #expect(
            outcome.errors == "duixian tail: TEST_BATCH: expected a whole number from 1 to 100, found \"many\" "
                + "(see duixian tail --help)\n")
        #expect(outcome.code == .usage)
    }

    @Test func endsAsTheErrorSays() async {
        let data = await run("fail", "data")
        #expect(data.errors == "duixian fail: line 3 is no record\n")
        #expect(data.code == .dataError)
        let document = await run("fail", "document")
        #expect(document.errors.hasPrefix("duixian fail: f.yaml:2:1: is not well-formed YAML: "))
        #expect(document.code == .configuration)
        #expect(await run("fail", "documents").errors == "duixian fail:\nb: is bad\nc: is bad\n")
        let other = await run("fail", "other")
        #expect(other.errors == "duixian fail: CancellationError()\n")
        #expect(other.code == .software)
    }

    @Test func exitCodesAreThoseOfSysexits() {
        let codes = [
            ExitCode.ok, .usage, .dataError, .unavailable, .software, .cantCreate, .ioError, .temporary, .conflict,
            .notAllowed, .configuration,
        ]
        #expect(codes.map(\.rawValue) == [0, 64, 65, 69, 70, 73, 74, 75, 76, 77, 78])
    }

    @Test func printsVersionAndHelp() async {
        #expect(await run("--version").output == "duixian 1.2.3\n")
        #expect(
            await run("--help").output == """
                duixian: the operator's command

                usage: duixian COMMAND …

                commands:
                  tail      shows a topic's records as JSON lines
                  copy      copies files
                  fail      fails
                  register  works on registers

                options:
                  --help             shows this
                  --version          shows the version
                  --completion bash  prints what bash needs to complete this command

                """)
        #expect(
            await run("tail", "ignored", "--help").output == """
                duixian tail: shows a topic's records as JSON lines

                usage: duixian tail [OPTION …] TOPIC [PARTITION]

                arguments:
                  TOPIC      the topic
                  PARTITION  one partition

                options:
                  --kafka HOST:PORT  the brokers [environment TEST_KAFKA]
                  --batch RECORDS    how many records at once [default 10; environment
                                     TEST_BATCH]
                  --from WHERE       where to begin [one of beginning, end; default end]
                  --limit COUNT      the most to show
                  --all              all partitions
                  --help             shows this

                """)
        #expect(
            await run("copy", "-h").output.contains("usage: duixian copy --offices FILE [OPTION …] FILE …\n"))
        #expect(await run("copy", "-h").output.contains("[environment TEST_OFFICES; required]"))
    }

    @Test func wrapsHelpAt80Columns() async {
        let long = String(repeating: "多语言的帮助 and words ", count: 20)
        let written = Mutex("")
        let console = Console(write: { text in written.withLock { $0 += text } }, writeError: { _ in })
        let option = Option("a-rather-long-option-name", "WITH-A-PLACEHOLDER", long)
        let command = Command("x", long, [option], details: "\(long)\n\n    kept   as it is") { _ in }
        #expect(await command.run(["--help"], environment: [:], console: console) == .ok)
        let text = written.withLock { $0 }
        for line in text.split(separator: "\n") {
            #expect(line.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) } <= 80, "\(line)")
        }
        #expect(text.contains("\n    kept   as it is\n"))
        #expect(text.contains("  --a-rather-long-option-name WITH-A-PLACEHOLDER\n"))
    }
}

@Suite struct CompletionTests {
    /// What a real bash offers for a line; its last word is the one being typed.
    private func complete(_ line: [String]) async throws -> [String] {
        let script = await run("--completion", "bash").output
        let process = Process()
        let (output, errors) = (Pipe(), Pipe())
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments =
            [
                "--norc", "-c",
                "eval \"$1\"; shift; COMP_WORDS=(duixian \"$@\"); COMP_CWORD=$#; _duixian; "
                    + "printf '%s\\n' \"${COMPREPLY[@]}\"",
                "bash", script,
            ] + line
        process.standardOutput = output
        process.standardError = errors
        process.currentDirectoryURL = URL(filePath: #filePath).deletingLastPathComponent()
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        let complaints = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(String(decoding: complaints, as: UTF8.self) == "")
        #expect(process.terminationStatus == 0)
        return String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test(arguments: [
        ([""], ["tail", "copy", "fail", "register"]),
        (["ta"], ["tail"]),
        (["--v"], ["--version"]),
        (["tail", "--"], ["--kafka", "--batch", "--from", "--limit", "--all", "--help"]),
        (["tail", "--from", ""], ["beginning", "end"]),
        (["tail", "--from", "=", "b"], ["beginning"]),
        (["tail", "--from", "="], ["beginning", "end"]),
        (["tail", "--kafka", ""], []),
        (["register", ""], ["import"]),
        (["register", "import", "CommandT"], ["CommandTests.swift"]),
        (["copy", "--offices", "CommandT"], ["CommandTests.swift"]),
    ])
    func offers(line: [String], words: [String]) async throws {
        #expect(try await complete(line) == words)
    }
}
