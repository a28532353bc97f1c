// Reading and printing are done on the coefficient's bits: Intel's own functions take ten times as long.

extension Decimal128 {
    /// Reads a whole text, exactly: a number of JSON (RFC 8259, section 6) or of FEEL, which may also begin with its
    /// point or with zeros. A positive exponent becomes zeros where 34 digits allow: `1e3` is `1000`.
    public init(utf8 text: UnsafeRawBufferPointer) throws(DecimalError) {
        if let short = Self.short(text) {
            self = short
        } else {
            var reader = NumberReader(text: text)
            self = try reader.read()
        }
    }

    /// Most numbers: at most 18 bytes, a sign perhaps, digits, a point perhaps between them; nil for any other.
    private static func short(_ text: UnsafeRawBufferPointer) -> Decimal128? {
        let count = text.count
        guard count > 0, count <= 18, text[count &- 1] &- UInt8(ascii: "0") <= 9 else { return nil }
        let isNegative = text[0] == UInt8(ascii: "-")
        let first = isNegative ? 1 : 0
        var coefficient: UInt64 = 0
        var places = 0
        var index = first
        while index < count {
            let digit = text[index] &- UInt8(ascii: "0")
            if digit <= 9 {
                coefficient = coefficient &* 10 &+ UInt64(digit)
            } else {
                guard text[index] == UInt8(ascii: "."), index > first, places == 0 else { return nil }
                places = count &- 1 &- index
            }
            index &+= 1
        }
        return Decimal128(isNegative: isNegative, coefficient: UInt128(coefficient), exponent: 0 &- places)
    }

    /// As ``init(utf8:)``.
    public init(_ text: String) throws(DecimalError) {
        var text = text
        let result: Result<Decimal128, DecimalError> = text.withUTF8 { bytes in
            Result { () throws(DecimalError) in try Decimal128(utf8: UnsafeRawBufferPointer(bytes)) }
        }
        self = try result.get()
    }

    /// The most bytes that ``write(to:)`` writes.
    public static let maximumTextLength = 96

    /// Writes the number in ASCII and gives the number of bytes, at most ``maximumTextLength``, which `buffer` must hold.
    ///
    /// The notation is plain (`-0.05`, `1.50`, `1200`), valid in JSON and FEEL, and reads back to the same digits. Only
    /// what would need over 34 digits before the point, or over 40 places behind it, is written as `1.5E+40`.
    public func write(to buffer: UnsafeMutablePointer<UInt8>) -> Int {
        var digits = DigitBuffer()
        let count = digits.fill(coefficient)
        var writer = NumberWriter(buffer: buffer)
        if isNegative { writer.append(UInt8(ascii: "-")) }
        digits.withDigits(count) { digits in
            if exponent == 0 {
                writer.append(digits)
            } else if exponent > 0 && (isZero || count + exponent <= Self.digits) {
                writer.append(digits)
                if !isZero { writer.appendZeros(exponent) }
            } else if exponent < 0 && exponent >= -40 {
                writer.append(digits, places: -exponent)
            } else {
                writer.append(digits, places: count - 1)
                writer.append(exponent: exponent + count - 1)
            }
        }
        return writer.count
    }
}

extension Decimal128: CustomStringConvertible {
    /// The text of ``write(to:)``.
    public var description: String {
        String(unsafeUninitializedCapacity: Self.maximumTextLength) { write(to: $0.baseAddress!) }
    }
}

/// Walks over the bytes of a number once.
private struct NumberReader {
    let text: UnsafeRawBufferPointer
    private var position = 0
    private var coefficient: UInt128 = 0
    /// The first digits, up to 18, which need no wide arithmetic.
    private var head: UInt64 = 0
    private var significant = 0
    private var places = 0

    init(text: UnsafeRawBufferPointer) { self.text = text }

    mutating func read() throws(DecimalError) -> Decimal128 {
        let isNegative = peek() == UInt8(ascii: "-")
        if isNegative { position += 1 }
        let whole = try digits()
        if peek() == UInt8(ascii: ".") {
            position += 1
            places = try digits()
            if places == 0 { throw .notANumber }
        } else if whole == 0 {
            throw .notANumber
        }
        let exponent = try exponent() - places
        guard position == text.count else { throw .notANumber }
        if significant <= 18 { coefficient = UInt128(head) }
        return try scaled(isNegative, exponent)
    }

    private func peek() -> UInt8? { position < text.count ? text[position] : nil }

    /// Takes digits up to the next other byte and gives their number.
    private mutating func digits() throws(DecimalError) -> Int {
        let start = position
        while position < text.count {
            let digit = text[position] &- UInt8(ascii: "0")
            if digit > 9 { break }
            position += 1
            if significant == 0 && digit == 0 { continue }
            significant += 1
            if significant <= 18 {
                head = head &* 10 &+ UInt64(digit)
            } else {
                if significant == 19 { coefficient = UInt128(head) }
                if significant > Decimal128.digits { throw .tooManyDigits }
                coefficient = coefficient &* 10 &+ UInt128(digit)
            }
        }
        return position - start
    }

    private mutating func exponent() throws(DecimalError) -> Int {
        guard let letter = peek(), letter | 0x20 == UInt8(ascii: "e") else { return 0 }
        position += 1
        let sign = peek()
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { position += 1 }
        let start = position
        var magnitude = 0
        while let byte = peek(), byte &- UInt8(ascii: "0") <= 9 {
            magnitude = min(magnitude * 10 + Int(byte - UInt8(ascii: "0")), 1_000_000_000)
            position += 1
        }
        if position == start { throw .notANumber }
        return sign == UInt8(ascii: "-") ? -magnitude : magnitude
    }

    private func scaled(_ isNegative: Bool, _ exponent: Int) throws(DecimalError) -> Decimal128 {
        var coefficient = coefficient
        var exponent = exponent
        if coefficient == 0 { exponent = min(exponent, 0) }
        if exponent > 0 && significant + exponent <= Decimal128.digits {
            for _ in 0..<exponent { coefficient *= 10 }
            exponent = 0
        }
        // A coefficient with room takes the zeros that the exponent cannot: 1E6144 is 10…0E6111.
        while exponent > Decimal128.exponents.upperBound, coefficient < Decimal128.coefficientLimit / 10 {
            coefficient *= 10
            exponent -= 1
        }
        guard Decimal128.exponents.contains(exponent) else { throw .outOfRange }
        return Decimal128(isNegative: isNegative, coefficient: coefficient, exponent: exponent)
    }
}

/// The decimal digits of a coefficient, written from the end of 40 bytes.
private struct DigitBuffer {
    private var bytes: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)
    private static let capacity = 40

    /// Writes the digits and gives their number, at least one.
    mutating func fill(_ coefficient: UInt128) -> Int {
        withUnsafeMutableBytes(of: &bytes) { bytes in
            var place = Self.capacity
            var rest = coefficient
            // Groups of 18 digits leave the wide division behind after at most one step.
            while rest > UInt128(UInt64.max) {
                let (quotient, group) = rest.quotientAndRemainder(dividingBy: 1_000_000_000_000_000_000)
                var low = UInt64(group)
                for _ in 0..<18 {
                    place -= 1
                    bytes[place] = UInt8(ascii: "0") + UInt8(low % 10)
                    low /= 10
                }
                rest = quotient
            }
            var low = UInt64(rest)
            repeat {
                place -= 1
                bytes[place] = UInt8(ascii: "0") + UInt8(low % 10)
                low /= 10
            } while low > 0
            return Self.capacity - place
        }
    }

    func withDigits(_ count: Int, _ body: (UnsafeRawBufferPointer) -> Void) {
        withUnsafeBytes(of: bytes) { body(UnsafeRawBufferPointer(rebasing: $0.suffix(count))) }
    }
}

private struct NumberWriter {
    let buffer: UnsafeMutablePointer<UInt8>
    var count = 0

    init(buffer: UnsafeMutablePointer<UInt8>) { self.buffer = buffer }

    mutating func append(_ byte: UInt8) {
        buffer[count] = byte
        count += 1
    }

    mutating func append(_ digits: UnsafeRawBufferPointer) {
        for digit in digits { append(digit) }
    }

    mutating func appendZeros(_ number: Int) {
        for _ in 0..<number { append(UInt8(ascii: "0")) }
    }

    /// Puts a point before the last `places` digits, with zeros where digits are wanting.
    mutating func append(_ digits: UnsafeRawBufferPointer, places: Int) {
        if digits.count > places {
            append(UnsafeRawBufferPointer(rebasing: digits.prefix(digits.count - places)))
        } else {
            append(UInt8(ascii: "0"))
        }
        if places == 0 { return }
        append(UInt8(ascii: "."))
        appendZeros(max(0, places - digits.count))
        append(UnsafeRawBufferPointer(rebasing: digits.suffix(places)))
    }

    mutating func append(exponent: Int) {
        append(UInt8(ascii: "E"))
        append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        var digits = DigitBuffer()
        let count = digits.fill(UInt128(exponent.magnitude))
        digits.withDigits(count) { append($0) }
    }
}
