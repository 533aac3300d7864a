package org.connectoranalyzer.cli.completion;

import java.util.List;
import java.util.stream.Collectors;
import org.connectoranalyzer.cli.completion.Grammar.Command;
import org.connectoranalyzer.cli.completion.Grammar.Flag;
import org.connectoranalyzer.cli.completion.Grammar.Value;

/** Completion for Windows PowerShell 5.1 and PowerShell 7. */
final class PowerShellScript {
  private static final String SCRIPT =
      """
      # Completion of {program} for PowerShell. To have it in every session, add to $PROFILE:
      #   {program} completion powershell | Out-String | Invoke-Expression

      Register-ArgumentCompleter -Native -CommandName '{program}', '{program}.cmd' -ScriptBlock {
          param($wordToComplete, $commandAst, $cursorPosition)

          # Each option: its names, what it takes, the words to choose from, what it is for.
          $commands = [ordered]@{
      {commands}    }
          $general = @(
      {general}    )

          function Complete($words, $before, $after, $tip) {
              foreach ($word in $words) {
                  $text = $before + $word + $after
                  if ($text -like ([WildcardPattern]::Escape($wordToComplete) + '*')) {
                      $say = if ($tip) { $tip } else { $word }
                      [System.Management.Automation.CompletionResult]::new($text, $word, 'ParameterValue', $say)
                  }
              }
          }

          function Complete-Value($value, $before) {
              switch ($value.Kind) {
                  'word' { Complete $value.Words $before '' '' }
                  'limit' { Complete $value.Words $before '=' '' }
                  'document' {
                      $rest = $wordToComplete.Substring($before.Length)
                      if ($rest.Contains(':')) { Complete-File ($before + $rest.Substring(0, $rest.IndexOf(':') + 1)) }
                      else { Complete $value.Words $before '' '' }
                  }
                  'file' { Complete-File $before }
              }
          }

          function Complete-File($before) {
              $part = $wordToComplete.Substring($before.Length)
              foreach ($file in [System.Management.Automation.CompletionCompleters]::CompleteFilename($part)) {
                  [System.Management.Automation.CompletionResult]::new(
                      $before + $file.CompletionText, $file.ListItemText, $file.ResultType, $file.ToolTip)
              }
          }

          $before = @($commandAst.CommandElements |
              Where-Object { $_.Extent.EndOffset -lt $cursorPosition -or ($_.Extent.EndOffset -eq $cursorPosition -and -not $wordToComplete) } |
              ForEach-Object { $_.Extent.Text })
          $first = $before.Count -le 1
          $name = if (-not $first -and $commands.Contains($before[1])) { $before[1] } else { '{standard}' }
          $command = $commands[$name]

          if ($wordToComplete -match '^(--[^=]+)=') {
              $name = $Matches[1]
              $option = $command.Options | Where-Object { $_.Names -contains $name }
              if ($option) { Complete-Value $option ($name + '=') }
              return
          }
          $option = $command.Options | Where-Object { $_.Kind -and $_.Names -contains $before[-1] }
          if ($option) {
              Complete-Value $option ''
              return
          }
          if ($wordToComplete.StartsWith('-')) {
              $options = if ($first) { $command.Options + $general } else { $command.Options }
              foreach ($option in $options) { Complete $option.Names '' '' $option.Tip }
              return
          }
          if ($first) {
              foreach ($key in $commands.Keys) { Complete @($key) '' '' $commands[$key].Tip }
          }
          Complete-Value $command ''
      }
      """;

  private PowerShellScript() {}

  static String of(Grammar grammar) {
    StringBuilder commands = new StringBuilder();
    for (Command command : grammar.commands()) {
      commands.append("        ").append(quoted(command.name())).append(" = @{\n            ");
      commands.append(value(command.operand()));
      commands.append("; Tip = ").append(quoted(command.description()));
      commands.append("; Options = @(\n");
      commands.append(options(command.flags(), " ".repeat(16)));
      commands.append("            )\n        }\n");
    }
    List<Flag> general =
        grammar.general().stream()
            .filter(flag -> !grammar.standard().names().containsAll(flag.names()))
            .toList();
    return SCRIPT
        .replace("{program}", grammar.program())
        .replace("{standard}", grammar.standard().name())
        .replace("{commands}", commands)
        .replace("{general}", options(general, " ".repeat(8)));
  }

  private static String options(List<Flag> flags, String indent) {
    return flags.stream()
        .map(
            flag ->
                indent
                    + "@{ Names = "
                    + words(flag.names())
                    + "; "
                    + value(flag.value())
                    + "; Tip = "
                    + quoted(flag.description())
                    + " }\n")
        .collect(Collectors.joining());
  }

  private static String value(Value value) {
    String kind =
        switch (value.kind()) {
          case NONE -> "";
          case FREE -> "free";
          case FILE -> "file";
          case WORD -> "word";
          case WORD_AND_FILE -> "document";
          case WORD_AND_NUMBER -> "limit";
        };
    return "Kind = " + quoted(kind) + "; Words = " + words(value.words());
  }

  private static String words(List<String> words) {
    return words.stream()
        .map(PowerShellScript::quoted)
        .collect(Collectors.joining(", ", "@(", ")"));
  }

  private static String quoted(String words) {
    return "'" + words.replace("'", "''") + "'";
  }
}
