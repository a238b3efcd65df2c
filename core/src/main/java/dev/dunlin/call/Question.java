package dev.dunlin.call;

import java.util.function.Function;

/**
 * What the replicas are asked.
 *
 * @param procedure what is to be done
 * @param body the encoded arguments
 * @param decode decodes an answer
 * @param equality whether two answers are the same
 */
@SuppressWarnings("ArrayRecordComponent") // carried, and compared by nobody
record Question<A>(String procedure, byte[] body, Function<byte[], A> decode, Equality<? super A> equality) {}
