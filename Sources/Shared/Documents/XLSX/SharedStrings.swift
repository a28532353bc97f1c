/// The texts that cells share, one behind another in memory: ECMA-376 part 1, 18.4.
final class SharedStrings: XMLConsumer {
    private let file: String
    private let limit: Int
    private var bytes: [UInt8] = []
    /// Where each text ends.
    private var ends: [Int] = []
    private var isText = false
    /// Phonetic hints repeat the text and are none of it.
    private var isPhonetic = false

    init(file: String, limit: Int) {
        self.file = file
        self.limit = limit
    }

    /// Nil when there is no such text.
    subscript(index: Int) -> ArraySlice<UInt8>? {
        guard ends.indices.contains(index) else { return nil }
        return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    func start(_ name: XMLName, _ attributes: XMLAttributes) {
        switch name {
        case "t": isText = !isPhonetic
        case "rPh": isPhonetic = true
        default: return  // runs and their fonts
        }
    }

    func end(_ name: XMLName) throws(TableError) {
        switch name {
        case "t": isText = false
        case "rPh": isPhonetic = false
        case "si":
            ends.append(bytes.count)
            try checkSize()
        default: return
        }
    }

    func text(_ piece: UnsafeRawBufferPointer) throws(TableError) {
        guard isText else { return }
        bytes.append(contentsOf: piece)
        try checkSize()
    }

    private func checkSize() throws(TableError) {
        guard bytes.count + ends.count * MemoryLayout<Int>.size <= limit else {
            let message = "holds more than \(limit) bytes of text that cells share; save it as CSV"
            throw TableError(file: file, message: message, zh: "文字内容过多，请另存为CSV")
        }
    }
}
