import Commands
import Foundation
import Lines
import Messages
import Policy

/// `calculator draw`: the award as a curve over one fact.
enum DrawCommand {
    private static let clause = Argument("CLAUSE", "the programme and the clause, such as baotou-2022/7-1", .clause)
    private static let over = Option(
        "over", "FACT",
        "the number to draw over, such as local_sales or parcels.count (that with the most thresholds, without it)",
        .factPath)
    private static let facts = Option(
        "facts", "FILE", "the other facts, a JSON object; what it leaves out is taken from an example", .file)
    private static let language = Option("lang", "zh|en", "the language", .choice(Language.self), default: .zh)
    private static let out = Option("out", "FILE", "where the drawing goes (standard output, without it)", .file)

    static let command = Command(
        "draw", "draws what a clause gives over one of its numbers, as SVG",
        [clause, over, facts, language, out, PolicyFolder.option, PolicyFolder.division],
        details: """
            Thresholds, caps and cliffs are marked at their exact places; stretches without an award are shaded and \
            say why. Where the file of facts has a value for the fact on the axis, that claim is marked on the curve.
            """
    ) { values in
        let rulebook = try values[clause].rulebook(in: PolicyFolder.loadWithDivision(values))
        let rule = try values[clause].rule(in: rulebook)
        let given = try values[facts].map { try FactsFile.read($0) } ?? [:]
        let curve: Curve
        do throws(CurveError) {
            curve = try Curve(
                of: rule.clause.id, in: rulebook, over: values[over], given: given, values[language])
        } catch {
            throw CommandFailure(.dataError, "\(error).")
        }
        let drawing = CurveDrawing(curve, of: rulebook, given: given, in: values[language])
        guard let path = values[out] else { return Console.standard.write(drawing.svg) }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw CommandFailure(.cantCreate, "\(path) cannot be written: there is no folder \(folder).")
        }
        do {
            try Data(drawing.svg.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw CommandFailure(.cantCreate, "\(path) cannot be written; may you write to \(folder)?")
        }
    }
}

extension ValueKind where Value == FactPath {
    static var factPath: ValueKind {
        ValueKind("a fact, or a field of a list of records such as parcels.count") { FactPath($0) }
    }
}
