public import Awards
public import Log
public import Messages

/// By which a task recognises the orders that are for it, and answers them. Pure: what it says follows from the record
/// and the task's name.
public struct OrderInbox: Sendable {
    private let task: TaskName
    private let partitions: Int32

    /// - Parameter partitions: of the installation's keyed streams.
    public init(of task: TaskName, partitions: Int) {
        self.task = task
        self.partitions = Int32(clamping: task.stage.taskCount(partitions: partitions))
    }

    /// The source that a task declares for its office's orders, and the topic that its answers go to.
    public var source: TaskSpecification.Source {
        TaskSpecification.Source(TopicPartition(Stream.orders.topic(of: task.division), 0), isDigested: true)
    }

    public var answers: String { Stream.answers.topic(of: task.division) }

    /// The order that a record of `orders` gives to this task; nil when another answers it. Of several tasks of a stage
    /// the applicant's answers, and task 0 where there is none.
    ///
    /// An order that the desk refused is for nobody.
    ///
    /// - Throws: `MessageError` when it is no order; to the stage's task 0 only, so that it is one dead letter.
    public func order(in record: Record) throws(MessageError) -> OrderGiven? {
        if record.header(text: CloudEventName.type) == OrderRefused.type { return nil }
        let order: OrderGiven
        do throws(MessageError) {
            order = try OrderGiven(reading: record.payload ?? UnsafeRawBufferPointer(start: nil, count: 0))
        } catch {
            if task.number == 0 { throw error }
            return nil
        }
        guard order.stage == task.stage.rawValue, task.number == Int(answerer(of: order)) else { return nil }
        return order
    }

    private func answerer(of order: OrderGiven) -> Int32 {
        guard let applicant = order.applicant else { return 0 }
        return Partitioner.partition(of: Array(applicant.utf8), among: partitions)
    }

    public func accept(_ order: OrderGiven, zh: String, en: String) -> OrderAnswered {
        answer(order, isAccepted: true, Text(zh: zh, en: en))
    }

    public func refuse(_ order: OrderGiven, zh: String, en: String) -> OrderAnswered {
        answer(order, isAccepted: false, Text(zh: zh, en: en))
    }

    /// To an order of a kind that this build of the stage does not know.
    public func refuseUnknown(_ order: OrderGiven) -> OrderAnswered {
        refuse(
            order, zh: "本环节不受理“\(order.kind)”类指令。",
            en: "The stage \(task.stage.rawValue) has no order \(order.kind).")
    }

    private func answer(_ order: OrderGiven, isAccepted: Bool, _ sentence: Text) -> OrderAnswered {
        var answer = OrderAnswered()
        answer.order = order.id
        answer.stage = task.stage.rawValue
        answer.accepted = isAccepted
        answer.sentence = sentence
        return answer
    }

    /// Writes an answer, as every stage does.
    public func write(_ answer: OrderAnswered, to buffer: OutputBuffer) throws(OutputError) {
        try buffer.append(answer, id: "\(answer.order).answer", key: answer.order, to: answers)
    }
}
