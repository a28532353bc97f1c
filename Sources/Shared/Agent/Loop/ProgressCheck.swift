internal import Log
internal import Messages
internal import Seals

/// A progress record with the place where it was read.
struct PlacedProgress {
    let progress: ProgressRecorded
    let position: Position
    /// Of the record's bytes, which the next one names.
    let digest: SHA256Digest

    /// Reads a progress record and checks that its steps make sense, so that nobody who performs them has to: whoever
    /// may write to the topic may have written it.
    init(_ record: Record, of task: String) throws(LoopError) {
        position = record.position
        func failure(_ why: String) -> LoopError {
            LoopError(.inconsistent, "\(record.position) is no progress record of \(task): \(why); run duixian audit")
        }
        guard let payload = record.payload else { throw failure("it is empty") }
        do {
            progress = try ProgressRecorded(reading: payload)
        } catch {
            throw failure(error.description)
        }
        if let flaw = progress.flaw { throw failure(flaw) }
        digest = SHA256.digest(of: payload)
    }
}

extension ProgressRecorded {
    /// What cannot be true of it, whatever the log holds; nil when all can.
    var flaw: String? {
        for (index, target) in targets.enumerated() where Int32(exactly: target.partition).map({ $0 < 0 }) ?? true {
            return "its target \(index) is partition \(target.partition), which cannot be"
        }
        for (index, step) in steps.enumerated() {
            if let flaw = step.flaw ?? flaw(ofOutputs: step.outputs) { return "its step \(index) \(flaw)" }
        }
        return nil
    }

    private func flaw(ofOutputs outputs: [Int64]) -> String? {
        guard outputs.count.isMultiple(of: 2) else { return "has outputs without their number" }
        for place in stride(from: 0, to: outputs.count, by: 2) {
            guard targets.indices.contains(Int(clamping: outputs[place])) else {
                return "has outputs to target \(outputs[place]), which it does not name"
            }
            // More than any transaction can hold; sums of such numbers stay far below what a number can be.
            guard (1...Int64(Int32.max)).contains(outputs[place + 1]) else {
                return "has \(outputs[place + 1]) outputs, which cannot be"
            }
        }
        return nil
    }
}

extension ProgressStep {
    fileprivate var flaw: String? {
        switch kind {
        case .inputs, .setAside:
            return rangeFlaw
        case .noted, .reading, .read:
            return plan == nil ? "names no plan" : rangeFlaw
        case .begun, .continued:
            guard plan != nil else { return "names no plan" }
            let readsNothing = topic == nil && partition == nil && from == nil && to == nil
            return readsNothing ? nil : "reads a partition, though it goes on with a plan of its own"
        }
    }

    private var rangeFlaw: String? {
        guard source != nil else { return "names no partition" }
        guard let from, let to, from >= 0, from < to else {
            return "reads from \(from.map(String.init) ?? "nowhere") to \(to.map(String.init) ?? "nowhere")"
        }
        return nil
    }
}
