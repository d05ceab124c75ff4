#!/usr/bin/env Rscript
# Times lme4's REML on a table of scores with all main effects and all interactions of two. Installs nothing.
#
#     write-agreement-data DIR 2000 50 200
#     apt-get install r-cran-lme4
#     Rscript benches/peers/lme4.R DIR/scores_200.csv [RUNS]
#
# Prints the median of the runs, after loading and reading, the peak memory of the process, and the variances.

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) < 1) stop("usage: Rscript lme4.R SCORES [RUNS]")
runs <- if (length(arguments) > 1) as.integer(arguments[2]) else 3
if (!suppressMessages(requireNamespace("lme4", quietly = TRUE))) {
  cat("skipped: lme4 cannot be had\n")
  quit(status = 0)
}
suppressMessages(library(lme4))

scores <- read.csv(arguments[1], colClasses = c("factor", "factor", "factor", "numeric"))
model <- percent ~ 1 + (1 | entrant) + (1 | reviewer) + (1 | item) +
  (1 | entrant:reviewer) + (1 | entrant:item) + (1 | reviewer:item)
cat(sprintf("R %s, lme4 %s, load %s\n", getRversion(), packageVersion("lme4"),
            paste(strsplit(readLines("/proc/loadavg"), " ")[[1]][1:3], collapse = " ")))

times <- matrix(0, runs, 2)
for (run in seq_len(runs)) {
  began <- proc.time()
  fitted <- suppressMessages(lmer(model, scores, REML = TRUE))
  spent <- proc.time() - began
  times[run, ] <- c(spent[["elapsed"]], spent[["user.self"]] + spent[["sys.self"]])
}
peak <- grep("VmHWM", readLines("/proc/self/status"), value = TRUE)
cat(sprintf("lme4 REML, %d scores: median %.2f s (%.2f-%.2f, %d runs), processor %.2f s, peak %s\n", nrow(scores),
            median(times[, 1]), min(times[, 1]), max(times[, 1]), runs, median(times[, 2]),
            trimws(sub("VmHWM:", "", peak))))
components <- as.data.frame(VarCorr(fitted))
cat(sprintf("  %-16s %12.6f\n", components$grp, components$vcov), sep = "")
cat(sprintf("  %-16s %12.6f\n", "REML criterion", REMLcrit(fitted)))
