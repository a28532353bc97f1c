import Commands
import Documents
import FoundationEssentials

/// The bank of a trial: takes a payment's file and gives it back with what became of each line, as banks do. In a
/// script its command is `bank FILE INTO DAY`, and a reason for which it returns the first line.
enum TrialBank {
    static func answer(_ words: [String]) throws {
        guard (3...4).contains(words.count) else {
            throw CommandFailure(.dataError, "bank takes FILE INTO DAY and perhaps a reason, not \(words.count) words.")
        }
        let lines = String(decoding: try Document.read(words[0]), as: UTF8.self)
            .split(whereSeparator: \.isNewline).map(String.init)
        var answered: [String] = []
        for (index, line) in lines.enumerated() {
            if index == 0 {
                answered.append(line + ",结果,原因,日期")
            } else if index == 1, words.count == 4 {
                answered.append(line + ",退回,\(words[3]),\(words[2])")
            } else {
                answered.append(line + ",已付,,\(words[2])")
            }
        }
        try Data((answered.joined(separator: "\r\n") + "\r\n").utf8).write(to: URL(filePath: words[1]))
    }
}
