import Testing

@testable import Log

struct PartitionerTests {
    /// The values of Apache Kafka's own test of `Utils.murmur2`.
    @Test(
        "murmur2 is Kafka's",
        arguments: [
            ("21", -973_932_308), ("foobar", -790_332_482), ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971), ("abc", 479_470_107),
        ])
    func murmur2(_ text: String, _ expected: Int32) {
        #expect(Array(text.utf8).withUnsafeBytes { Int32(bitPattern: Partitioner.murmur2($0)) } == expected)
    }
}
