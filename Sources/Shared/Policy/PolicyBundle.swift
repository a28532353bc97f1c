internal import Awards
public import Documents

/// A policy's file with the implementing rules that divisions have set under it (``Overlay``), as an office adopts it:
/// the file itself, then each division's rules as they were written, in the order of divisions. Its digest thus stands
/// for all numbers that claims are decided by.
public enum PolicyBundle {
    private static let head = "\noverlays:   # 实施细则 implementing rules, as they were adopted\n"

    /// The rules that a file holds; nil where it is no such file, but a policy's.
    public static func rules(in bytes: [UInt8], file: String) throws(DocumentErrors) -> Overlay? {
        let root = try Document.parse(bytes, file: file)
        guard root["clauses"] == nil, root["set"] != nil else { return nil }
        return try Overlay.load(bytes, file: file)
    }

    /// The policy with these rules, and no others; its own bytes where there are none.
    public static func bytes(_ policy: [UInt8], with rules: [Overlay]) -> [UInt8] {
        let text = String(decoding: policy, as: UTF8.self)
        let base = text.firstRange(of: head).map { String(text[..<$0.lowerBound]) } ?? text
        guard !rules.isEmpty else { return Array(base.utf8) }
        let blocks = rules.sorted { $0.division < $1.division }.map { rules in
            let lines = rules.text.split(omittingEmptySubsequences: false) { $0.isNewline }
            return "  \"\(rules.division.code)\": |2\n" + lines.map { "    \($0)\n" }.joined()
        }
        return Array((base + head + blocks.joined()).utf8)
    }
}

extension Overlay {
    /// As a bundle holds it, under its division.
    init?(in bundle: Reader, of division: String, file: String) {
        guard let text = bundle.text() else { return nil }
        do throws(DocumentErrors) {
            self = try Overlay.load(Array(text.utf8), file: "\(file)/\(division).yaml")
        } catch {
            for fault in error.errors { bundle.report("\(fault)") }
            return nil
        }
        guard self.division.code == division else {
            bundle.report("these are the rules of \(self.division), not of \(division)")
            return nil
        }
    }
}
