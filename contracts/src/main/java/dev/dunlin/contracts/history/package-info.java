/**
 * Histories of what concurrent clients asked and were answered, and whether an order explains them: {@link
 * dev.dunlin.contracts.history.History} records {@link dev.dunlin.contracts.history.Operation}s, {@link
 * dev.dunlin.contracts.history.Linearizability} checks them against a {@link dev.dunlin.contracts.history.Model}, for example
 * {@link dev.dunlin.contracts.history.RegisterModel}.
 */
@NullMarked
package dev.dunlin.contracts.history;

import org.jspecify.annotations.NullMarked;
