/// Reads the part of a zone file that has times of 64 bits.
struct ZoneFileReader {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private mutating func integer(_ size: Int) -> Int? {
        guard position + size <= bytes.count else { return nil }
        var value: UInt64 = 0
        for byte in bytes[position..<position + size] { value = value << 8 | UInt64(byte) }
        position += size
        return size == 8 ? Int(Int64(bitPattern: value)) : Int(Int32(truncatingIfNeeded: Int64(value)))
    }

    private struct Header {
        let isUT, isStandard, leaps, times, types, letters: Int
    }

    private mutating func header() -> Header? {
        guard position + 20 <= bytes.count, bytes[position..<position + 4].elementsEqual("TZif".utf8),
            bytes[position + 4] >= UInt8(ascii: "2")
        else { return nil }
        position += 20
        guard let isUT = integer(4), let isStandard = integer(4), let leaps = integer(4), let times = integer(4),
            let types = integer(4), let letters = integer(4)
        else { return nil }
        guard [isUT, isStandard, leaps, times, types, letters].allSatisfy({ (0...10_000).contains($0) }) else {
            return nil
        }
        return Header(isUT: isUT, isStandard: isStandard, leaps: leaps, times: times, types: types, letters: letters)
    }

    mutating func read() -> (changes: [(from: Int, offset: Int)], first: Int)? {
        guard let short = header() else { return nil }
        position += short.times * 5 + short.types * 6 + short.letters + short.leaps * 8 + short.isStandard + short.isUT
        guard position < bytes.count, let header = header(), header.types > 0 else { return nil }
        var times: [Int] = []
        for _ in 0..<header.times {
            guard let time = integer(8) else { return nil }
            times.append(time)
        }
        guard position + header.times + header.types * 6 <= bytes.count else { return nil }
        let indexes = bytes[position..<position + header.times].map(Int.init)
        position += header.times
        var offsets: [Int] = []
        for _ in 0..<header.types {
            guard let offset = integer(4) else { return nil }
            offsets.append(offset)
            position += 2
        }
        guard indexes.allSatisfy({ $0 < offsets.count }) else { return nil }
        return (zip(times, indexes).map { ($0, offsets[$1]) }, offsets[0])
    }
}
