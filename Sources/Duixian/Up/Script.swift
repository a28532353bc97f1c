import Awards
import Documents

/// The steps of a trial, as a file such as `deploy/demo/year.yaml` lists them: commands of offices, which run side by
/// side where the offices differ, or one by one. The next step begins when no agent has anything left to read.
struct Script: Sendable {
    struct Command: Sendable {
        let office: Division
        /// The executable and its arguments, `bank` (``TrialBank``), or `worker stop NAME` and `worker start NAME` for one
        /// of the office's own. A word with @ before it names a file beside the
        /// script, one with & a file that commands write and read; `${name}` stands for what an earlier command said.
        let words: [String]
        /// The exit code that it must end with.
        let exits: Int
        /// What is sent to it over HTTP, where it is a server; then it is told to end.
        let requests: [Request]
        /// What later commands need of what it says.
        let keeps: [Kept]
    }

    /// The word that stands behind a text of a command's output, such as a digest, for later commands.
    struct Kept: Sendable {
        let name: String
        let behind: String
    }

    struct Request: Sendable {
        /// `POST /claims`
        let line: String
        let body: String
        /// The status that it must be answered with.
        let answers: Int
    }

    struct Step: Sendable {
        let title: BilingualText
        let commands: [Command]
        /// Each command begins when nothing is left to read of the one before.
        let isOneByOne: Bool

        /// What runs at once, in order.
        var parts: [Step] {
            isOneByOne ? commands.map { Step(title: title, commands: [$0], isOneByOne: false) } : [self]
        }
    }

    let title: BilingualText
    let steps: [Step]
    /// Where the files are that it names.
    let folder: String

    static func load(path: String) throws(DocumentErrors) -> Script {
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return try Document.decode(try Document.read(path), file: path) { root in
            let title = root.required("title").flatMap { BilingualText($0) }
            let steps = root.required("steps")?.elements { Step($0) }
            guard let title, let steps else { return nil }
            return Script(title: title, steps: steps, folder: path.contains("/") ? folder : ".")
        }
    }
}

extension Script.Step {
    fileprivate init?(_ place: Reader) {
        let title = place.required("title").flatMap { BilingualText($0) }
        let commands = place.required("commands")?.elements { Script.Command($0) }
        guard let title, let commands else { return nil }
        self.init(
            title: title, commands: commands, isOneByOne: place.optional("one_by_one")?.flag() ?? false)
    }
}

extension Script.Command {
    fileprivate init?(_ place: Reader) {
        let office = place.required("office")?.text("a division: six digits in quotes", { Division($0) })
        let words = place.required("run")?.elements { $0.text() }
        let exits = place.optional("exits")?.integer(in: 0...127) ?? 0
        let requests = place.optional("requests")?.elements { Script.Request($0) } ?? []
        let keeps = place.optional("keeps")?.elements { Script.Kept($0) } ?? []
        guard let office, let words, !words.isEmpty else { return nil }
        self.init(office: office, words: words, exits: exits, requests: requests, keeps: keeps)
    }
}

extension Script.Kept {
    fileprivate init?(_ place: Reader) {
        guard let name = place.required("name")?.text(), let behind = place.required("behind")?.text() else {
            return nil
        }
        self.init(name: name, behind: behind)
    }
}

extension Script.Request {
    fileprivate init?(_ place: Reader) {
        guard let line = place.required("send")?.text(), let body = place.required("body")?.text(),
            let answers = place.required("answers")?.integer(in: 100...599)
        else { return nil }
        self.init(line: line, body: body, answers: answers)
    }
}
