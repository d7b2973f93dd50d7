"""Long runs that the notebooks quote: scripts, and in results/ what they gave, with the command."""
