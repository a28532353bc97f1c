/// A message that carries another record's key: as text where it is text, so that people can read it, else in base64.
protocol RecordKeyCarrier {
    var key: String? { get set }
    var keyBytes: Base64Data? { get set }
}

extension RecordKeyCarrier {
    fileprivate var carried: [UInt8]? {
        get { key.map { Array($0.utf8) } ?? keyBytes?.bytes }
        set {
            key = newValue.flatMap { String(validating: $0, as: UTF8.self) }
            keyBytes = key == nil ? newValue.map { Base64Data($0) } : nil
        }
    }
}

extension DeadLetter: RecordKeyCarrier {
    /// The failed record's key, byte for byte; nil when it had none.
    public var recordKey: [UInt8]? {
        get { carried }
        set { carried = newValue }
    }
}

extension RetryRequested: RecordKeyCarrier {
    /// The record's key, byte for byte; nil when it has none.
    public var recordKey: [UInt8]? {
        get { carried }
        set { carried = newValue }
    }
}
