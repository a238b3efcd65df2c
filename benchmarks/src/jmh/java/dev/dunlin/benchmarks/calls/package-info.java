/**
 * Calls to one server and to three replicas, each a process. {@link dev.dunlin.benchmarks.calls.CallRows} lists what is
 * compared, ComparedPeer who; CallProcesses starts the processes, CallServerProcess and CallClientProcess, and conducts them; CallLoad makes the
 * calls through a CallPeer, an ExamServer answers, and every answer is held against its question (Exam). A CallWire is how
 * Dunlin or a peer does it: DunlinCalls, NettyCalls (NettyQuorum, NettyAnswers, NettyRequests, NettyFrames), RSocketCalls, GrpcCalls, NatsCalls,
 * JGroupsCalls (MajorityFilter).
 */
@NullMarked
package dev.dunlin.benchmarks.calls;

import org.jspecify.annotations.NullMarked;
