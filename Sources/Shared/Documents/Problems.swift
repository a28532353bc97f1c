/// What the readers of one document have met: errors, and which keys of which mapping were asked for.
final class Problems {
    let file: String
    private(set) var errors: [DocumentError] = []
    private var asked: [String: (entries: [Node.Entry], keys: [String])] = [:]

    init(file: String) {
        self.file = file
    }

    func report(_ message: String, at mark: Mark, path: String) {
        errors.append(DocumentError(file: file, mark: mark, path: path, message: message))
    }

    func note(asked key: String, of entries: [Node.Entry], path: String) {
        asked[path, default: (entries, [])].keys.append(key)
    }

    func reportUnknownKeys() {
        for path in asked.keys.sorted() {
            guard let (entries, keys) = asked[path] else { continue }
            for entry in entries where !keys.contains(entry.key) {
                let unused = keys.filter { key in !entries.contains { $0.key == key } }
                let hint = Spelling.hint(for: entry.key, among: unused + keys)
                let known = hint.isEmpty ? "; known here: \(keys.joined(separator: ", "))" : hint
                report("unknown key \(entry.key)\(known)", at: entry.keyMark, path: path)
            }
        }
    }
}
