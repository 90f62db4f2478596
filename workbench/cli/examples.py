"""What stands below the options of each verb's `--help`: examples, and the exit codes."""

EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "new": (
        ("workbench new parts --classes screw,nut,plug", "three classes, numbered 0, 1, 2"),
        ("workbench new street --classes classes.txt", "one class a line"),
    ),
    "import": (
        ("workbench import parts ~/photographs", "pictures of a folder; they stay where they are"),
        ("workbench import street ~/VOC2012 --dry-run", "what would come in, without changing anything"),
        ("workbench import street coco.json --format coco --map lorry=truck --map sky=", "merge a class, drop one"),
    ),
    "relink": (("workbench relink parts /mnt/new-disk", "after the pictures were moved"),),
    "status": (("workbench status parts", ""), ("workbench status parts --json", "for programs")),
    "train": (
        ("workbench train parts", "every knob chosen for this project"),
        ("workbench train parts --set backbone=resnet50 --set steps=4000", "see docs/recipe.md"),
        ("workbench train parts --resume", "go on exactly where the last run was interrupted"),
    ),
    "predict": (
        ("workbench predict parts", "what is not done, with the best run"),
        ("workbench predict parts --images all --run 3", ""),
        ("workbench predict ~/photographs masks --model parts", "any folder, as indexed PNG"),
    ),
    "evaluate": (("workbench evaluate parts --split test --scales 0.75,1,1.25 --flip", ""),),
    "visualise": (("workbench visualise parts pictures --images 'street-*'", ""),),
    "queue": (("workbench queue parts --strategy margin", "go by another strategy from now on"),),
    "progress": (("workbench progress parts --csv figures", "for a spreadsheet"),),
    "model": (("workbench model --backbone resnet50 --classes 4 --size 1024", ""),),
    "export-model": (("workbench export-model parts parts.onnx", "the best run of a project"),),
    "export": (
        ("workbench export parts parts-voc", "a VOC folder"),
        ("workbench export street street-coco --format coco --split train --split val", ""),
        ("workbench export street tiles --tile 512 --overlap 64 --void-border 3", ""),
    ),
    "check": (("workbench check parts", ""),),
    "restore": (
        ("workbench restore parts", "which backups there are"),
        ("workbench restore parts --backup 20260914T1030", "let one of them be the project"),
    ),
    "recover": (("workbench recover parts", ""),),
    "demo": (("workbench demo", ""), ("workbench demo /tmp/demo --headless --yes", "pictures instead of a window")),
    "replay": (("workbench replay ~/CamVid --strategies hand,random,doubt --seeds 3 --out curves", ""),),
}
"""By the name of the verb: a command line, and what is said of it."""

EXIT_CODES = (
    "Exit codes: 0 done; 1 something in your world is not as it must be (what, and the cure, on standard error); "
    "2 wrong usage; 130 ended by Ctrl+C."
)


def epilog(verb: str) -> str:
    """Examples of a verb, one a line, and the exit codes."""
    lines = [f"  {command}{f'   # {words}' if words else ''}" for command, words in EXAMPLES[verb]]
    return "\n".join(("Examples:", *lines, "", EXIT_CODES))
