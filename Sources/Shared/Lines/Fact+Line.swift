public import Messages

extension Fact {
    /// The value that a line holds. Throws ``LineError`` for one that is too long or no JSON.
    public init(line: [UInt8]) throws {
        guard line.count <= LineInput.longest else {
            throw LineError("the line is longer than \(LineInput.longest) bytes, the most that is read")
        }
        do throws(MessageError) {
            self = try Fact(json: line)
        } catch {
            throw LineError("\(error)")
        }
    }

    /// What a line is answered with that has none: what is wrong, in a sentence.
    public static func fault(_ error: any Error) -> Fact { .record(["error": .text("\(error)")]) }
}
