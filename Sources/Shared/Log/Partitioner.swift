/// Says which partition a key belongs to: murmur2, as Kafka's own clients compute it, the same for both logs.
public enum Partitioner {
    /// The partition of a key among `partitions`; records without a key go to partition 0.
    public static func partition(of key: UnsafeRawBufferPointer?, among partitions: Int32) -> Int32 {
        guard let key, partitions > 1 else { return 0 }
        return Int32(bitPattern: murmur2(key) & 0x7fff_ffff) % partitions
    }

    public static func partition(of key: [UInt8], among partitions: Int32) -> Int32 {
        key.withUnsafeBytes { partition(of: $0, among: partitions) }
    }

    /// Austin Appleby's MurmurHash2 with the seed of Kafka's `org.apache.kafka.common.utils.Utils.murmur2`.
    static func murmur2(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        let multiplier: UInt32 = 0x5bd1_e995
        var hash: UInt32 = 0x9747_b28c ^ UInt32(truncatingIfNeeded: bytes.count)
        var index = 0
        while index + 4 <= bytes.count {
            var word = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self))
            word = word &* multiplier
            word = (word ^ (word >> 24)) &* multiplier
            hash = (hash &* multiplier) ^ word
            index += 4
        }
        let rest = bytes.count - index
        if rest > 0 {
            for place in (0..<rest).reversed() { hash ^= UInt32(bytes[index + place]) << UInt32(8 * place) }
            hash = hash &* multiplier
        }
        hash = (hash ^ (hash >> 13)) &* multiplier
        return hash ^ (hash >> 15)
    }
}
